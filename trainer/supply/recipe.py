"""How large a download is, told without anything that downloads."""

from __future__ import annotations

from trainer.archive.layout import Period, Piece, plan
from trainer.scenarios.records import Download


def pieces_of(download: Download, period: Period = "auto") -> tuple[Piece, ...]:
    """Every file a recipe needs."""
    return plan(download.market, download.symbol, download.kinds, download.first, download.until, period)


def expected_bytes(download: Download, period: Period = "auto") -> int:
    """About how many bytes a recipe fetches."""
    return sum(piece.expected_bytes for piece in pieces_of(download, period))


def size_words(size: int) -> str:
    """Bytes as a learner reads them: 1.7 MB, 3 kB."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1_000))} kB"
