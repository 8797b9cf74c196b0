"""Guards: the conditions under which a sentence may be printed, kept as data so that anyone can check them again.

Comes in: numbers and limits. Goes out: guards that hold or do not, and the same verdict from stored JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Guard = dict[str, Any]
SMALL_BASE = 30
UNLIKELY = 0.05  # what chance does less often is worth a sentence


def at_least(what: str, value: float | None, limit: float) -> Guard:
    """The value is known and not below the limit."""
    return {"rule": "at_least", "what": what, "value": value, "limit": limit}


def below(what: str, value: float | None, limit: float) -> Guard:
    """The value is known and below the limit."""
    return {"rule": "below", "what": what, "value": value, "limit": limit}


def excludes(what: str, low: float | None, high: float | None, centre: float = 0.0) -> Guard:
    """The interval is known and does not hold the centre."""
    return {"rule": "excludes", "what": what, "low": low, "high": high, "centre": centre}


def opposite(what: str, first: float, second: float) -> Guard:
    """Two amounts of opposite sign."""
    return {"rule": "opposite", "what": what, "first": first, "second": second}


def one_sign(what: str, amounts: Sequence[float]) -> Guard:
    """All amounts of one sign, zeros aside."""
    return {"rule": "one_sign", "what": what, "amounts": list(amounts)}


def apart(what: str, upper: Sequence[float | None], lower: Sequence[float | None]) -> Guard:
    """Two known intervals (low, high) that do not overlap, the first one above."""
    return {"rule": "apart", "what": what, "upper": list(upper), "lower": list(lower)}


def yes(what: str, value: bool) -> Guard:
    """A plain condition."""
    return {"rule": "yes", "what": what, "value": value}


def holds(guards: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every guard holds, worked out from the stored numbers alone."""
    return all(_RULES[guard["rule"]](guard) for guard in guards)


def _apart(guard: Mapping[str, Any]) -> bool:
    edges = [*guard["upper"], *guard["lower"]]
    return all(edge is not None for edge in edges) and guard["upper"][0] > guard["lower"][1]


def _excludes(guard: Mapping[str, Any]) -> bool:
    low, high = guard["low"], guard["high"]
    return low is not None and high is not None and not low <= guard["centre"] <= high


_RULES: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "at_least": lambda g: g["value"] is not None and g["value"] >= g["limit"],
    "below": lambda g: g["value"] is not None and g["value"] < g["limit"],
    "excludes": _excludes,
    "opposite": lambda g: g["first"] * g["second"] < 0,
    "one_sign": lambda g: not (any(a > 0 for a in g["amounts"]) and any(a < 0 for a in g["amounts"])),
    "apart": _apart,
    "yes": lambda g: g["value"] is True,
}
