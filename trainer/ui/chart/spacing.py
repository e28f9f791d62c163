"""Keeping boxes apart along the height of the plot: pills of lines and tags of the price axis."""

from __future__ import annotations

import itertools

GAP = 2
_PILLS_TOUCH = 22
_UP, _DOWN = 12, 13


def spread(centres: list[float], sizes: list[float], gap: float) -> list[float]:
    """Move centres apart until boxes of these sizes keep the gap, neighbours giving way in equal halves."""
    groups: list[list[int]] = []
    tops: list[float] = []
    for item in sorted(range(len(centres)), key=lambda index: centres[index]):
        members = [item]
        top = _group_top(members, centres, sizes, gap)
        while groups and tops[-1] + sum(sizes[index] + gap for index in groups[-1]) > top:
            tops.pop()
            members = groups.pop() + members
            top = _group_top(members, centres, sizes, gap)
        groups.append(members)
        tops.append(top)
    result = list(centres)
    for members, top in zip(groups, tops, strict=True):
        edge = top
        for item in members:
            result[item] = edge + (sizes[item] + gap) / 2
            edge += sizes[item] + gap
    return result


def _group_top(members: list[int], centres: list[float], sizes: list[float], gap: float) -> float:
    """Top edge of boxes stacked without room between them that moves them least from their centres."""
    offset = total = 0.0
    for item in members:
        total += centres[item] - offset - (sizes[item] + gap) / 2
        offset += sizes[item] + gap
    return total / len(members)


def inside(centres: list[float], sizes: list[float], top: float, foot: float) -> list[float]:
    """Move what would stand below the foot up, and what is in its way with it; then what would stand above the top.

    Boxes that do not all fit lie over each other by the same height, the end of each in sight.
    """
    result, order = list(centres), sorted(range(len(centres)), key=centres.__getitem__)
    spare = foot - top - sum(sizes) - GAP * (len(sizes) - 1)
    gap = GAP if spare >= 0 or len(sizes) < 2 else GAP + spare / (len(sizes) - 1)
    limit = foot
    for item in reversed(order):
        result[item] = min(result[item], limit - sizes[item] / 2)
        limit = result[item] - sizes[item] / 2 - gap
    limit = top
    for item in order:
        result[item] = max(result[item], limit + sizes[item] / 2)
        limit = result[item] + sizes[item] / 2 + gap
    return result


def pill_rows(rows: list[float], height: float, top: float, foot: float) -> list[float]:
    """Centres of pills of this height between top and foot, on their lines where there is room.

    Two lines closer than a pill send the upper pill above its line and the lower one below.
    """
    if not rows:
        return []
    result = list(rows)
    order = sorted(range(len(rows)), key=rows.__getitem__)
    for upper, lower in itertools.pairwise(order):
        if rows[lower] - rows[upper] < _PILLS_TOUCH:
            result[upper] = min(result[upper], rows[upper] - _UP)
            result[lower] = max(result[lower], rows[lower] + _DOWN)
    sizes = [height] * len(rows)
    return inside(spread(result, sizes, GAP), sizes, top, foot)
