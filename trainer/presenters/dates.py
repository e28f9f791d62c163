"""Days and months in the learner's language; which zone a moment is in is decided by the caller."""

from __future__ import annotations

from datetime import date

from trainer.core.language import english, tr

_MONTHS = (
    english("Jan"), english("Feb"), english("Mar"), english("Apr"), english("May"), english("Jun"),
    english("Jul"), english("Aug"), english("Sep"), english("Oct"), english("Nov"), english("Dec"),
)  # fmt: skip
_DAYS = (english("Mon"), english("Tue"), english("Wed"), english("Thu"), english("Fri"), english("Sat"), english("Sun"))


def month_text(when: date) -> str:
    """Mar."""
    return tr(_MONTHS[when.month - 1])


def day_text(when: date) -> str:
    """12 Mar."""
    return tr("{day} {month}").format(day=when.day, month=month_text(when))


def month_year_text(when: date) -> str:
    """Mar 2020."""
    return f"{month_text(when)} {when.year}"


def day_year_text(when: date) -> str:
    """12 Mar 2020."""
    return f"{day_text(when)} {when.year}"


def long_day_text(when: date) -> str:
    """Thu 12 Mar 2020."""
    return f"{tr(_DAYS[when.weekday()])} {day_year_text(when)}"
