"""`Fact`: one row of a comparison, read the way a reader is told of it.

Comes in: a result row and the edition. Goes out: the texts and judgements that cards, tables and sentences share.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from kpilib.compare.chance import FEWEST_EVENTS, by_chance
from kpilib.engine.estimates import RISE_WITH_FOLLOWERS
from kpilib.exhibits import guards, provenance
from kpilib.exhibits.counted import COUNTED, counted
from kpilib.exhibits.edition import Edition, records
from kpilib.exhibits.held import Held
from kpilib.kpis import CATALOGUE

# Followers themselves; of what is made of them no bound is known.
_STOCK = {"followers", "potential_reach"}
# What n counts, by the table that the figure came from; daily tables hold no things to count.
_NOUN = {
    "posts": "posts", "orders": "orders", "leads": "leads", "deals": "deals", "messages": "messages",
    "mentions": "mentions", "surveys": "answers", "shares": "shares", "experiments": "exposures",
}  # fmt: skip
# KPIs that count other things than the rows of their table.
_THINGS = {
    "advocacy_reach": "employees", "clv_model": "customers", "csat": "answers", "issues_resolved": "conversations",
    "open_backlog": "conversations", "repeat_purchase_rate": "customers", "resolution_rate": "conversations",
    "resolution_time": "conversations", "retention_rate": "customers",
}  # fmt: skip
# What a brand itself does is no matter of chance.
_OWN_ACTS = {"posts_published"}
# Read from ads they rest on what the platforms credit to themselves.
_ATTRIBUTED = {"roas", "cpa", "conversion_rate_clicks"}
_VISITS = {"conversion_rate", "bounce_rate", "web_engagement_rate", "time_on_page", "social_traffic_share"}


class Fact(Held):
    """A result row with its words."""

    @property
    def name(self) -> str:
        """Full name, with its variant where it is not the default."""
        return self.edition.words.kpi(self.kpi, self.row.get("variant")).name

    @property
    def short(self) -> str:
        """Name for axes and columns."""
        return self.edition.words.kpi(self.kpi, self.row.get("variant")).short

    @cached_property
    def networks(self) -> str | None:
        """The networks that the figure speaks of in words, where the client has others too."""
        return self._listed(provenance.networks(self.row.get("basis")))

    @cached_property
    def only(self) -> str | None:
        """A word where the figure is not that of all: LinkedIn only, without X, or ads only where there is no more."""
        if self.row.get("table") == "ads_daily" and self.kpi in CATALOGUE and _has_organic(self.kpi):
            return self.edition.say("only_ads")
        told, lacking = (part(self.row.get("basis")) for part in (provenance.networks, provenance.without))
        return self.edition.of_networks(told, lacking) or None

    @property
    def told_name(self) -> str:
        """The full name with what the figure is restricted to."""
        return self.edition.words.qualified(self.name, self.only) if self.only else self.name

    @property
    def missing(self) -> str | None:
        """The reason why there is no value."""
        return self.row.get("missing") if self.amount is None else None

    @property
    def value(self) -> str:
        """The value in words; n/a where missing."""
        return self.edition.value(self.amount, self.unit)

    @cached_property
    def why(self) -> dict[str, str] | None:
        """Reason and remedy of a missing value."""
        if self.amount is not None:
            return None
        reason = self.edition.words.reason(self.missing or "not_supplied")
        return self._between or {"reason": reason.text, "remedy": self._part_remedy or reason.remedy}

    @property
    def _part_remedy(self) -> str | None:
        """What would mend that a figure of labels or a rate on people cannot be added up, which no export holds."""
        if self.missing != "non_additive" or self.unit == "people":
            return None
        if self.unit == "count":  # what carries several labels counts under each of them
            return self.edition.say("between.labels")
        # A rate on people of several networks: each of them states its own people for the whole period already.
        return self.edition.say("between.of_one" if "network" in self.row else "between.remedy")

    @property
    def _between(self) -> dict[str, str] | None:
        """Reason and remedy of a figure that cannot be added up, where at least its bounds are known."""
        low, high = self.row.get("low"), self.row.get("high")
        if self.missing != "non_additive" or low is None or high is None or low >= high:
            return None
        edition = self.edition
        # Where every network states the whole period, only the networks stand in each other's way.
        stated = self.row.get("table") == "period_totals" and "network" not in self.row
        kind = ("networks" if stated else "people") if self.unit == "people" else "other"
        low_text, high_text = (edition.value(bound, self.unit) for bound in (low, high))
        remedy = edition.say("between.remedy") if stated else edition.words.reason("non_additive").remedy
        if kind == "networks" and self.networks:
            some = edition.say("between.some", networks=self.networks, low=low_text, high=high_text)
            return {"reason": some, "remedy": remedy}
        return {"reason": edition.say(f"between.{kind}", low=low_text, high=high_text), "remedy": remedy}

    @property
    def level(self) -> bool:
        """Whether a week of the period has a figure of the same size: rates, times and scores, not sums."""
        units = {"share", "fraction", "per_unit", "seconds", "score"}
        return self.row.get("change_kind") == "points" or self.unit in units

    @property
    def flat(self) -> bool:
        """Whether there is no change to speak of: below materiality, or not clear."""
        return bool(self.row.get("flat"))

    @property
    def unclear(self) -> bool:
        """Whether chance alone could explain the change, however large."""
        return bool(self.row.get("unclear"))

    @property
    def slight(self) -> bool:
        """Whether a count moved by no more than chance moves it, so that nothing can be read from it."""
        before = self.row.get("previous") or 0
        return self.unit in COUNTED and not guards.holds([self.moved_enough(self.amount or 0, before)])

    def moved_enough(self, now: float, before: float) -> guards.Guard:
        """The guard of a count: it moved by five events, and if it counts what others do, by more than chance does."""
        drawn = self.kpi in CATALOGUE and CATALOGUE[self.kpi].aggregation == "additive" and self.kpi not in _OWN_ACTS
        events = drawn and self.unit == "count" and min(now, before) >= 0
        return guards.at_least(
            "events",
            abs(now - before),
            float(by_chance(np.array(now), np.array(before))) if events else FEWEST_EVENTS,
        )

    @cached_property
    def change_text(self) -> str:
        """The amount of the change without sign."""
        kind = self.row.get("change_kind") or "absolute"
        text = self.edition.words.change(self.row["change"], kind, self.unit, self.edition.currency)
        return counted(self.edition, self.kpi, self.unit, text) if kind == "absolute" else text

    @property
    def signed_change(self) -> str:
        """The change as a table without arrows says it: +12.4%, flat, a dash without one."""
        if self.change is None:
            return "–"
        return self.change.get("signed") or self.change["word"]

    @cached_property
    def change(self) -> dict[str, str] | None:
        """Direction as sign and in words, verdict, amount and comparison; None where there is no change to speak of."""
        amount = self.row.get("change")
        if self.amount is None or amount is None:
            return None
        said = {"versus": self.edition.versus}
        if self.flat or amount == 0:
            return {
                "arrow": "flat",
                "judge": "flat",
                "amount": "",
                "word": self._word("unclear" if self.unclear else "steady"),
                **said,
            }
        way = "up" if amount > 0 else "down"
        better = self.row.get("better")
        judge = "none" if better is None else "good" if better else "bad"
        word = "" if better is None else self._word("better" if better else "worse")
        return {
            "arrow": way,
            "direction": self._word(way),
            "judge": judge,
            "amount": self.change_text,
            "signed": self.edition.words.signed(amount, self.change_text),
            "word": word,
            **said,
        }

    @property
    def no_change(self) -> str | None:
        """Why there is no change, where there is a value."""
        if self.amount is None or self.row.get("change") is not None:
            return None
        if self.edition.comparison is None:
            return self._word("no_comparison")
        reason = self.row.get("change_missing")
        if reason is None or reason == "not_supplied":
            return self._word("no_earlier_period")
        return self._too_few_before or self.edition.words.reason(reason).text

    @property
    def no_change_note(self) -> str | None:
        """The same as a sentence of its own, under a table."""
        if self.no_change is None or self.edition.comparison is None:
            return None
        if self._too_few_before:
            return self._too_few_before
        reason = self.row.get("change_missing") or "no_earlier_period"
        return self.edition.words.reason("no_earlier_period" if reason == "not_supplied" else reason).text

    @property
    def _too_few_before(self) -> str | None:
        """That the change, not the figure, rests on too few."""
        comparison, period = self.edition.comparison, self.edition.period
        if self.row.get("change_missing") != "below_min_sample" or comparison is None:
            return None
        dated = comparison.start.year != period.start.year
        return self.edition.say("too_few_before", x=self.edition.words.period(comparison, year=dated))

    @property
    def noun(self) -> str | None:
        """What n counts: posts, visits, orders …"""
        if self.kpi in _VISITS and self.row.get("denominator") is not None:
            return "visits"
        rows = _NOUN.get(str(self.row.get("table") or ""))
        return rows and _THINGS.get(self.kpi, rows)

    @property
    def n(self) -> float | None:
        """How many things stand behind the figure: rows that are things, or visits; rows of days are not counted."""
        if self.kpi in _VISITS and self.row.get("denominator") is not None:
            return self.row["denominator"]
        return self.row.get("n") if str(self.row.get("table") or "") in _NOUN else None

    @cached_property
    def n_text(self) -> str | None:
        """n with what it counts."""
        n = self.n
        if n is None:
            return None
        things = self.edition.words.say(f"count.{self.noun}", count=int(n))
        return self.edition.words.say("phrase.n", x=things)

    @cached_property
    def note(self) -> str:
        """What it is a figure of, n, interval and coverage, muted under a card; empty where nothing is to be said."""
        few = self.unjudged if self.row.get("target") is not None and self.unjudged != self.estimate else None
        return self._joined(self.only, self.scope, self.n_text, few, self.interval, self.estimate, self.coverage)

    @property
    def unjudged(self) -> str | None:
        """Why a figure that there is has no verdict: no such target, followers known as a bound alone, or too few."""
        if not self.unmeasured or self.amount is None:
            return None
        if self.row.get("target") is None:
            return self.no_target
        return self.estimate if self.kpi in RISE_WITH_FOLLOWERS and self.estimate else self.edition.say("too_few")

    @property
    def unjudged_note(self) -> str | None:
        """The same with n, as a footnote of a table."""
        return self.unjudged and self._joined(self.row.get("target") and self.n_text, self.unjudged)

    @property
    def remark(self) -> str:
        """What the figure is of and how much of it is known, as a footnote of a table; empty where nothing is said."""
        return self._joined(self.only, self.scope, self.estimate, self.coverage)

    @property
    def cell_remark(self) -> str:
        """The same where the table says whose figures it holds."""
        return self._joined(self.only, self.estimate)

    @property
    def scope(self) -> str | None:
        """Whose visits, attribution or costs it tells, where figures of others stand beside it."""
        if self.kpi == "cpl" and self.amount is not None:
            return self.edition.say(f"lead_costs.{_lead_costs(str(self.row.get('table') or ''))}")
        if self.kpi in _ATTRIBUTED and self.row.get("table") == "ads_daily":
            return self.edition.say("attributed")
        population = CATALOGUE[self.kpi].population if self.kpi in CATALOGUE else "all"
        # A rate of visits does not tell by its name whose visits; that of all visits which are social ones does.
        rate = self.unit in {"share", "seconds"} and self.row.get("table") == "web_daily"
        # Messages and orders of every channel stand beside those of social media.
        beside = self.row.get("table") in {"messages", "orders"}
        alike = beside or (rate and self.kpi != "social_traffic_share")
        told = population == "site" or (population == "social" and alike)
        return self.edition.words.name("population", population) if told else None

    @property
    def estimate(self) -> str | None:
        """That it, or the figure before it, rests on followers of which nobody knows who left."""
        basis, network = self.row.get("basis"), self.row.get("network")
        ways = provenance.estimated(basis, network)
        if ways:
            [kind] = ways if len(ways) == 1 and self.kpi in _STOCK else ["other"]
            return self.edition.say(f"estimate.{kind}")
        earlier = self.change and provenance.estimated(basis, network, before=True)
        return self.edition.say("estimate.before") if earlier else None

    @property
    def interval(self) -> str | None:
        """The 95 % interval in words."""
        low, high = self.row.get("low"), self.row.get("high")
        if low is None or high is None or self.amount is None:
            return None
        return self.edition.words.say(
            "phrase.interval", a=self.edition.value(low, self.unit), b=self.edition.value(high, self.unit)
        )

    @property
    def bounds(self) -> str:
        """The 95 % interval as two figures alone: 2.6–3.7%; a dash without one."""
        ends = (self.row.get("low"), self.row.get("high"))
        if None in ends:
            return "–"
        return self.edition.words.range(*(self.edition.value(end, self.unit) for end in ends))

    @property
    def coverage(self) -> str | None:
        """A word on missing parts, where parts are missing."""
        share = self.row.get("coverage")
        if share is None or share >= 1:
            return None
        return self.edition.words.say("phrase.coverage", x=self.edition.words.covered(share))

    def _joined(self, *parts: str | None) -> str:
        return self.edition.say("join").join(part for part in parts if part)

    def _listed(self, networks: list[str]) -> str | None:
        words = self.edition.words
        return words.list(words.name("network", name) for name in networks) if networks else None


def _lead_costs(table: str) -> str:
    """Which costs a cost per lead holds: ad spend, the client's cost list, or what is noted with the leads."""
    read = table.split(" + ")
    return "ads" if "ads_daily" in read else "list" if "costs" in read else "noted"


def _has_organic(kpi: str) -> bool:
    """Whether a KPI is read from ads only where no other table has it."""
    return any(not name.startswith("ads_daily.") for name in CATALOGUE[kpi].inputs[0])


def facts(frame: pd.DataFrame, edition: Edition) -> list[Fact]:
    """The rows of a result frame as facts, in order."""
    return [Fact(row, edition) for row in records(frame)]
