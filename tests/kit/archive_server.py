"""A loopback server that lays out a public archive the way the venue does, with faults on demand.

Bars are made up around the recorded facts and never leave the tests.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from tests.kit.candle_files import Row, binance, zipped
from trainer.archive.layout import FUNDING, Piece, daily, monthly
from trainer.scenarios.records import Download, millis

STALL = 1.5


class Archive:
    """Files by path, and what goes wrong: `faults` maps a path to a list used up one request after the other.

    Faults: a status code, "cut" (half the body, then closed), "stall" (half, then silence), "no range" (the whole body
    whatever was asked).
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[int | str]] = {}
        self.asked: list[tuple[str, str]] = []

    def put(self, piece: Piece, text: str, *, checksum: str = "") -> None:
        """A zip of one CSV and its checksum; another checksum makes it a wrong one."""
        raw = zipped(piece.name.replace(".zip", ".csv"), text)
        self.files[piece.path] = raw
        digest = checksum or hashlib.sha256(raw).hexdigest()
        self.files[f"{piece.path}.CHECKSUM"] = f"{digest}  {piece.name}\n".encode()

    def fill(self, recipe: Download, *, header: bool = True, unit: int = 1, whole_months: bool = False) -> None:
        """Everything a recipe asks for, so that the recorded facts show."""
        facts = recipe.recorded
        prices = {
            "klines": (facts.low, facts.low_hour),
            "markPriceKlines": (facts.mark_low or facts.low, facts.mark_low_hour or facts.low_hour),
        }
        for kind in (kind for kind in prices if kind in recipe.kinds):
            rows = minutes(recipe.first, recipe.until, *prices[kind])
            for day in days(recipe.first, recipe.until):
                piece = (monthly if whole_months else daily)(recipe.market, recipe.symbol, kind, day)
                first, until = stamp(piece.first), stamp(piece.until)
                inside = [row for row in rows if first <= row[0] < until]
                self.put(piece, binance(inside, header=header, unit=unit))
        if FUNDING in recipe.kinds:
            for month in sorted({day.replace(day=1) for day in days(recipe.first, recipe.until)}):
                self.put(monthly(recipe.market, recipe.symbol, FUNDING, month), funding(month))


def days(first: date, until: date) -> list[date]:
    """Every day of a range."""
    return [first + timedelta(days=k) for k in range((until - first).days)]


def stamp(day: date) -> int:
    """Midnight in ms."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def minutes(first: date, until: date, low: str, hour: datetime) -> list[Row]:
    """Made-up minutes above a low that is reached half an hour into an hour."""
    count, bottom = (until - first).days * 1_440, float(Decimal(low))
    draw = np.random.default_rng(5)
    at_minute = np.arange(count)
    waves = 0.02 * np.sin(at_minute / 700) + 0.003 * np.sin(at_minute / 20) + np.cumsum(draw.normal(0, 1e-5, count))
    close = np.round(bottom * (1.1 + waves), 2)
    at = (millis(hour) - stamp(first)) // 60_000 + 30
    dip = np.clip(1 - np.abs(at_minute - at) / 180, 0, None)
    close = np.round(close - (close - bottom * 1.004) * dip, 2)
    opened = np.concatenate((close[:1], close[:-1]))
    high, lows = np.round(np.maximum(opened, close) * 1.0003, 2), np.round(np.minimum(opened, close) * 0.9997, 2)
    lows[at] = bottom
    begin = stamp(first)
    columns = (column.tolist() for column in (opened, high, lows, close))
    return [(begin + 60_000 * k, *row, 3.5) for k, row in enumerate(zip(*columns, strict=True))]


def funding(month: date) -> str:
    """Rates of a whole month, a few milliseconds late as the venue stamps them."""
    lines = ["calc_time,funding_interval_hours,last_funding_rate"]
    at = stamp(month)
    while datetime.fromtimestamp(at / 1000, UTC).month == month.month:
        lines.append(f"{at + 4},8,{0.0002 if at // 28_800_000 % 2 else -0.00035612}")
        at += 28_800_000
    return "\n".join(lines) + "\n"


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    """The address of a server for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            archive.asked.append((path, self.headers.get("Range", "")))
            waiting = archive.faults.get(path, [])
            fault = waiting.pop(0) if waiting else ""
            raw = archive.files.get(path)
            if isinstance(fault, int) or raw is None:
                self._answer(fault if isinstance(fault, int) else 404, b"", 0)
                return
            begin = self._begin() if fault != "no range" else 0
            body = raw[begin:]
            self._answer(206 if begin else 200, body, begin, cut=fault if fault in ("cut", "stall") else "")

        def _begin(self) -> int:
            text = self.headers.get("Range", "")
            return int(text.removeprefix("bytes=").rstrip("-")) if text else 0

        def _answer(self, status: int, body: bytes, begin: int, cut: str | int = "") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 206:
                self.send_header("Content-Range", f"bytes {begin}-{begin + len(body) - 1}/{begin + len(body)}")
            if cut:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            if cut:
                self.wfile.flush()
                if cut == "stall":
                    time.sleep(STALL)
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
