"""`Held`: one row of a comparison against its target and its benchmark.

Comes in: a result row and the edition. Goes out: target, verdict and benchmark in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kpilib.exhibits.edition import Edition, Row

_STATUS = {"ahead": "good", "on_track": "good", "achieved": "good", "behind": "bad", "missed": "bad"}
# Scores whose 0 is the middle of the scale: no part of a target is reached.
_SIGNED = {"nps", "net_sentiment"}
_NEAR = 0.95  # a miss that reached this part of its target is told as close


@dataclass(frozen=True)
class Held:
    """A result row with the words of what it is held against."""

    row: Row
    edition: Edition

    @property
    def kpi(self) -> str:
        """Id of the KPI."""
        return str(self.row["kpi"])

    @property
    def unit(self) -> str:
        """Unit of the KPI."""
        return str(self.row["unit"])

    @property
    def amount(self) -> float | None:
        """The value as a number."""
        return self.row.get("value")

    @property
    def lower_is_better(self) -> bool:
        """Whether a smaller value is the better one."""
        return self.row.get("polarity") == "lower"

    @property
    def target_text(self) -> str | None:
        """The target in words, with ≤ where lower is better."""
        if self.row.get("target") is None:
            return None
        text = self.edition.value(self.row["target"], self.unit)
        return f"≤ {text}" if self.lower_is_better else text

    @property
    def status(self) -> str:
        """good, watch, bad or none."""
        near = self.row.get("status") == "missed" and self.reached >= _NEAR
        return "watch" if near else _STATUS.get(self.row.get("status") or "", "none")

    @property
    def reached(self) -> float:
        """The part of the target reached, to rank by; below all where a figure of the wrong sign has no such part."""
        share = self.row.get("attainment")
        return float("-inf") if share is None else float(share)

    @property
    def running(self) -> bool:
        """Whether the period is not over and the KPI adds up over it."""
        return self.row.get("pace") is not None and self.early

    @property
    def early(self) -> bool:
        """Whether the period is not over: nothing is met or missed yet, only on pace or behind."""
        elapsed = self.row.get("elapsed")
        return elapsed is not None and elapsed < 1

    @cached_property
    def target(self) -> dict[str, Any] | None:
        """Label, the figure itself, attainment, expected share and status of the target."""
        if self.target_text is None:
            return None
        edition, label = self.edition, self.edition.words.say("phrase.target", x=self.target_text)
        if self.running:
            gone = edition.words.share(self.row["elapsed"], 0)
            label = edition.words.say("phrase.target_pace", target=label, x=gone)
        share = self.row.get("attainment")
        return {
            "label": label,
            "goal": self.target_text,
            "exact": self.row["target"],
            "attained": self._attained(share),
            "share": None if self.kpi in _SIGNED else share,
            "pace": self.row["elapsed"] if self.running else None,
            "status": self.status,
            "status_word": self.status_word,
        }

    @property
    def status_word(self) -> str:
        """The verdict in words; that there is no target, where none was set."""
        return self.edition.words.say(f"verdict.{self.status if self.row.get('status') else 'no_target'}")

    @property
    def unmeasured(self) -> bool:
        """Whether there is a target but no verdict: no value, too few behind it, or no target of such a period."""
        return self.row.get("status") == "not_measurable"

    @property
    def no_target(self) -> str:
        """That no target was set, or none that such a period could be held against."""
        return self._word("no_target_here" if self.unmeasured else "no_target")

    def _attained(self, share: float | None) -> str | None:
        """The part of the target reached; of a score that may be negative the points between."""
        if self.unmeasured:
            return self.status_word
        if self.kpi in _SIGNED and self.amount is not None:
            return self.edition.words.distance(self.amount, self.row["target"])
        return None if share is None else self.edition.words.attainment(share)

    @property
    def benchmark(self) -> str | None:
        """The benchmark and where it is from."""
        if self.row.get("benchmark") is None:
            return None
        value = self.edition.value(self.row["benchmark"], self.unit)
        if source := self.row.get("benchmark_from"):
            return self.edition.say("benchmark_from", value=value, source=str(source))
        return self.edition.words.say("phrase.benchmark", x=value)

    def _word(self, name: str) -> str:
        return self.edition.words.say(f"word.{name}")
