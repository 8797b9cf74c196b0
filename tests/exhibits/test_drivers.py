"""What drove a change is shown only where there is one."""

from __future__ import annotations

from kpilib.exhibits import figures
from kpilib.exhibits.left_out import wholly_missing

from .conftest import frame, row

STEPS = frame(
    {"group": "instagram", "kind": "contribution", "amount": 30.0},
    {"group": "x", "kind": "contribution", "amount": -20.0},
)


def test_a_flat_change_is_not_taken_apart(every_language):
    moved, still = (frame(row("engagements", "count", 150.0, 100.0, flat=flat)) for flat in (False, True))
    assert figures.drivers(STEPS, moved, every_language).kind == "figure"
    made = figures.drivers(STEPS, still, every_language)
    assert made.content["reason"] == every_language.say("unchanged.reason")
    assert wholly_missing(made, every_language.words)  # it leaves its place to what stands beside it
