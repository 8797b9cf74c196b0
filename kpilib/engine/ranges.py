"""Rows that speak of a span of days: which of them count in a period, so that nothing is added twice (R12).

Comes in: the day ranges of each part and cut. Goes out: the ranges that fit each span, and the parts it cuts through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from kpilib.engine.spans import Span

_DAY = timedelta(days=1)
Group = tuple[str | None, ...]  # part, part, cut, object
Range = tuple[date, date]  # first and last day


def fitting(
    ranges: Iterable[tuple[Group, date, date]], spans: Iterable[Span]
) -> tuple[list[tuple[int, Group, date, date]], set[tuple[int, Group]]]:
    """The ranges that count in each span, and the groups of which a span cuts a range.

    By-day rows win over a range that overlaps them; of overlapping ranges the longest inside the span counts.
    """
    by_group: dict[Group, list[Range]] = defaultdict(list)
    for group, first, last in ranges:
        by_group[group].append((first, last))
    accepted, broken = [], set()
    for number, span in enumerate(spans):
        for group, found in by_group.items():
            chosen = _chosen(found, span)
            accepted += [(number, group, first, last) for first, last in chosen]
            if _cut(found, chosen, span):
                broken.add((number, group))
    return accepted, broken


def _chosen(found: list[Range], span: Span) -> list[Range]:
    inside = [(first, last) for first, last in found if span.start <= first and last < span.end]
    days = {first for first, last in inside if first == last}
    chosen = [(day, day) for day in sorted(days)]
    taken = set(days)
    for first, last in sorted(inside, key=lambda each: (each[0] - each[1], each[0])):
        covered = _days(first, last)
        if first != last and not covered & taken:
            taken |= covered
            chosen.append((first, last))
    return chosen


def _cut(found: list[Range], chosen: list[Range], span: Span) -> bool:
    """Whether a range reaches over the span's edge with days that nothing else covers."""
    over = [(first, last) for first, last in found if first < span.start <= last or first < span.end <= last]
    if not over:
        return False
    single = {first for first, last in found if first == last}
    taken = {day for first, last in chosen for day in _days(first, last)}
    for first, last in over:
        overlap = _days(max(first, span.start), min(last, span.end - _DAY))
        if not overlap <= taken and not _days(first, last) & single:
            return True
    return False


def _days(first: date, last: date) -> set[date]:
    return {first + n * _DAY for n in range((last - first).days + 1)}
