"""The gate: whether an issue is delivered, delivered with notes, or held back.

Comes in: what became of its notebooks and of its rendering. Goes out: a verdict with its reasons. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpilib.batch.draw import Drawn
from kpilib.batch.execute import Executed
from kpilib.batch.manifest import DELIVERED, HELD, WITH_NOTES

_SHOWN = 5


@dataclass(frozen=True)
class Verdict:
    """What is done with an issue, and why."""

    status: str
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def judge(executed: Sequence[Executed], drawn: Drawn, *, errors: Sequence[str] = ()) -> Verdict:
    """Decide about one issue.

    Parameters
    ----------
    executed : what became of its jobs
    drawn : what became of its rendering; empty if it did not come to that
    errors : what stopped a task altogether: a worker lost twice, a renderer that gave up, a full disk

    Returns
    -------
    Verdict : held if a notebook failed, a file breaks a rule, no figure at all could be measured, or a task was
        stopped; with notes if there is something a reader should know
    """
    reasons = [job.error for job in executed if job.error] + list(errors)
    for name, rules in drawn.broken.items():
        more = f" And {len(rules) - _SHOWN} more." if len(rules) > _SHOWN else ""
        reasons.append(f"{name} breaks {len(rules)} of the rules for reports. {' '.join(rules[:_SHOWN])}{more}")
    if drawn.figures and not drawn.measured:
        reasons.append(
            f"none of the {drawn.figures} figures could be measured in this period; the manifest lists the reasons. "
            "'kpilib check' lists the days that each export covers, --period asks for others."
        )
    if reasons:
        return Verdict(HELD, tuple(reasons))
    notes = [note for job in executed for note in job.notes]
    notes += [_problems(drawn)] if drawn.problems else []
    if drawn.restated:
        count = len(drawn.restated)
        notes.append(f"{count} {'figure' if count == 1 else 'figures'} of earlier reports restated.")
    return Verdict(WITH_NOTES if notes else DELIVERED, notes=tuple(notes))


def _problems(drawn: Drawn) -> str:
    errors = sum(problem.get("severity") == "error" for problem in drawn.problems)
    return f"{len(drawn.problems)} problems in the data, {errors} of them errors; 'kpilib check' lists them."
