"""Deliver, deliver with notes, or hold."""

from __future__ import annotations

from kpilib.batch.draw import Drawn
from kpilib.batch.execute import Executed
from kpilib.batch.figures import Restated
from kpilib.batch.gate import judge

FINE = Executed("acme", "reach", "text")
FAILED = Executed("acme", "reach", "text", error="notebooks/reach.ipynb, cell 3: KeyError 'a'.")


def test_nothing_to_say():
    verdict = judge([FINE], Drawn(figures=3, measured=1))
    assert (verdict.status, verdict.reasons, verdict.notes) == ("delivered", (), ())


def test_a_failed_notebook_or_task_holds():
    assert judge([FINE, FAILED], Drawn()).reasons == (FAILED.error,)
    assert judge([FINE], Drawn(), errors=["disk full"]).status == "held"


def test_a_broken_rule_holds_and_only_the_first_ones_are_told():
    verdict = judge([FINE], Drawn(broken={"report.pdf": tuple(f"Rule {letter}." for letter in "abcdefg")}))
    assert verdict.status == "held"
    assert verdict.reasons == (
        "report.pdf breaks 7 of the rules for reports. Rule a. Rule b. Rule c. Rule d. Rule e. And 2 more.",
    )


def test_not_a_single_figure_holds():
    assert judge([FINE], Drawn(figures=4, measured=0)).status == "held"
    assert judge([FINE], Drawn(figures=0, measured=0)).status == "delivered"


def test_what_a_reader_should_know_is_noted():
    restated = (Restated("reach", "", "count", "", "", "", 1.0, 2.0, False),)
    problems = ({"severity": "error"}, {"severity": "warning"})
    verdict = judge([Executed("a", "r", "t", notes=("cut",))], Drawn(restated=restated, problems=problems))
    assert verdict.status == "delivered_with_notes"
    assert verdict.notes == (
        "cut",
        "2 problems in the data, 1 of them errors; 'kpilib check' lists them.",
        "1 figure of earlier reports restated.",
    )
