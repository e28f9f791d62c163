"""What was found in a file of candles, in plain words with line numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso
from trainer.core.language import english
from trainer.core.wording import counted

Level = Literal["fact", "note", "doubt"]
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing bars: open of the first and of the bar after the last (ms, UTC), how many, and the line after."""

    from_ms: int
    until_ms: int
    bars: int
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence: a fact, a note of what was done with rows, or a doubt the learner should look at."""

    level: Level
    code: str
    text: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """The whole judgement on one file that can be kept."""

    file: str
    format: str
    content: Literal["candles", "funding"]
    rows_read: int
    rows_kept: int
    first_ms: int
    last_ms: int
    timeframe: str
    stamps: str
    place: str
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def missing_bars(self) -> int:
        """Bars inside the range that the file does not hold."""
        return sum(gap.bars for gap in self.gaps)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What the learner should look at before the file is kept."""
        return tuple(finding for finding in self.findings if finding.level == "doubt")

    def sentences(self) -> tuple[str, ...]:
        """The report in plain words, the important first."""
        head = [
            english("{format}: {rows} of {timeframe} {content}, {first} to {last}.").format(
                format=self.format,
                rows=counted(self.rows_kept, english("{count} row"), english("{count} rows")),
                timeframe=self.timeframe,
                content=self.content,
                first=iso(self.first_ms),
                last=iso(self.last_ms),
            ),
            english("Times are dates.") if self.stamps == "date" else _UNITS[self.stamps],
        ]
        order: tuple[Level, ...] = ("doubt", "note", "fact")
        return (*head, *(f.text for level in order for f in self.findings if f.level == level), *self._gap_sentences())

    def _gap_sentences(self) -> tuple[str, ...]:
        if not self.gaps:
            return (english("No gaps."),)
        named = [
            english("{first} to {until} ({bars}, before {place} {line})").format(
                first=iso(gap.from_ms),
                until=iso(gap.until_ms),
                bars=f"{gap.bars:,}",
                place=self.place,
                line=f"{gap.line:,}",
            )
            for gap in self.gaps[:MOST_NAMED]
        ]
        more = (
            english(" and {more} more").format(more=f"{len(self.gaps) - MOST_NAMED:,}")
            if len(self.gaps) > MOST_NAMED
            else ""
        )
        bars = counted(self.missing_bars, english("{count} missing bar"), english("{count} missing bars"))
        return (
            english("{gaps}, {bars}, kept as gaps: {named}{more}.").format(
                gaps=counted(len(self.gaps), english("{count} gap"), english("{count} gaps")),
                bars=bars,
                named="; ".join(named),
                more=more,
            ),
        )

    def as_dict(self) -> dict[str, object]:
        """Snake-case keys for the command line."""
        plain = asdict(self)
        plain["gaps"] = [
            {"from": iso(gap.from_ms), "until": iso(gap.until_ms), "bars": gap.bars, "line": gap.line}
            for gap in self.gaps
        ]
        plain["first"], plain["last"] = iso(plain.pop("first_ms")), iso(plain.pop("last_ms"))
        return {**plain, "missing_bars": self.missing_bars, "sentences": list(self.sentences())}


_UNITS = {
    "s": english("Times count in seconds."),
    "ms": english("Times count in milliseconds."),
    "us": english("Times count in microseconds."),
    "ns": english("Times count in nanoseconds."),
}
_LENGTHS = (
    (DAY_MS, english("{count} day"), english("{count} days")),
    (HOUR_MS, english("{count} hour"), english("{count} hours")),
    (MINUTE_MS, english("{count} minute"), english("{count} minutes")),
)


def length_words(length_ms: int) -> str:
    """A length of time in its largest whole unit: 30 minutes, 1 hour, 2 days."""
    for size, one, many in _LENGTHS:
        if length_ms >= size and length_ms % size == 0:
            return counted(length_ms // size, one, many)
    return f"{length_ms / 1000:g} s"
