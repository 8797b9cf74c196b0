"""`Report`: what a notebook opens. Every method asks the floors below for figures and hands them to one exhibit.

Comes in: a client's tables, a period, words. Goes out: exhibits, and tidy frames for those who explore.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from kpilib.compare import compare, series
from kpilib.compare import drivers as drivers_of
from kpilib.errors import ParamsError
from kpilib.exhibits import cards as card
from kpilib.exhibits import frame as head
from kpilib.exhibits import palette, rankings, rules, sentences, tables
from kpilib.exhibits.audience import audience
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition, known_breaks
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.figure import pair
from kpilib.exhibits.figures import over_time, ranked, spread, trust
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.params import Client
from kpilib.periods import Period
from kpilib.report import choices
from kpilib.tables import Store
from kpilib.text import Words

By = str | Sequence[str]


class Report:
    """One client, one period, one language: `measure` and `data` for exploring, the other methods for showing."""

    def __init__(
        self,
        *,
        client: Client,
        store: Store,
        words: Words,
        period: Period,
        comparison: Period | None,
        networks: tuple[str, ...] = (),
    ) -> None:
        self.client, self.store, self.words = client, store, words
        self.period, self.comparison = period, comparison
        self.networks = networks
        self.settings = client.settings()
        self._own: dict[str, Kpi] = {}
        self._measured: dict[tuple[Any, ...], pd.DataFrame] = {}
        self._shown: dict[tuple[str, str], Fact] = {}
        self._values: list[pd.DataFrame] = []

    # Figures and rows, for exploring

    def measure(
        self,
        kpis: str | Iterable[str],
        *,
        by: By = (),
        where: Mapping[str, Any] | None = None,
        table: str | None = None,
        variant: str | None = None,
    ) -> pd.DataFrame:
        """Figures of the period beside those of the comparison period, with targets and benchmarks.

        Parameters
        ----------
        kpis : ids, as 'kpilib kpis' lists them
        by : dimensions: network, type, week, campaign …
        where : {dimension: value}

        Returns
        -------
        frame : one row for each KPI and group; the columns of `kpilib measure --format json`
        """
        asked, dimensions, only = _listed(kpis), tuple(_listed(by)), self._only(where)
        if not (dimensions or only or table or variant) and set(asked) <= set(self.catalogue):
            return self._whole.loc[asked].reset_index(drop=True)
        key = (tuple(asked), dimensions, repr(only), table, variant)
        if key not in self._measured:
            self._measured[key] = self._compare(asked, by=dimensions, where=only, table=table, variant=variant)
        return self._measured[key]

    def over_time(self, kpis: str | Iterable[str], *, by: By = (), periods: Sequence[Period] = ()) -> pd.DataFrame:
        """The same figures for each step of the report's time line (weeks of a year, or days of a short period)."""
        asked, dimensions, steps = _listed(kpis), tuple(_listed(by)), tuple(periods or self.steps)
        key = (tuple(asked), dimensions, steps)
        if key not in self._measured:
            self._measured[key] = series(
                self.store,
                asked,
                list(steps),
                by=dimensions,
                where=self._only(None),
                settings=self.settings,
                catalogue=self.catalogue,
            )
        return self._measured[key]

    def data(self, table: str) -> pd.DataFrame:
        """The rows of a canonical table as a tidy DataFrame, everything the sources hold."""
        return self.store.frame(table)

    def add(self, kpi: Kpi) -> Report:
        """Add a KPI of your own for this report; its id must be new."""
        if kpi.id in self.catalogue:
            raise ParamsError(f"kpi '{kpi.id}'", "there is a KPI of this name already", "Choose another id.")
        self._own[kpi.id] = kpi
        self.__dict__.pop("_whole", None)
        return self

    @property
    def catalogue(self) -> dict[str, Kpi]:
        """The KPIs that there are, with those added here."""
        return {**CATALOGUE, **self._own}

    @cached_property
    def steps(self) -> list[Period]:
        """The steps of a chart over time."""
        return choices.time_line(self.period, self._first_day, self.store.data_date)

    @cached_property
    def edition(self) -> Edition:
        """What all exhibits of this report share."""
        return Edition(
            words=self.words,
            period=self.period,
            comparison=self.comparison,
            currency=self.client.file.currency,
            data_date=self.store.data_date,
            actions=self.settings.actions,
            breaks=known_breaks(self.words, self.networks or self.store.spans["network"].dropna().unique()),
            materiality=self.settings.materiality,
        )

    # Exhibits, in the order of a chapter

    def headline(self, chapter: str) -> Exhibit:
        """The head of a chapter: its finding as title, its question and first figure as lead."""
        kind = "summary" if chapter == "overview" else "chapter"
        return sentences.chapter(self.edition, chapter, found=self._facts(self._cards(chapter)), kind=kind)

    def cards(self, chapter: str, *, size: str = "") -> Exhibit:
        """The headline KPIs of a chapter as cards with change, target, and a small trend."""
        frame = self._remember(self._cards(chapter))
        past = choices.recent(self.period, self._first_day)
        trend = self.over_time(list(dict.fromkeys(frame["kpi"])), periods=past) if len(past) > 1 else None
        return card.cards(frame, self.edition, series=trend, size=size or "third", name=f"{chapter}-cards")

    def insights(self, chapter: str) -> Exhibit | None:
        """What changed and what is consistent with it, in sentences whose guards hold."""
        found = self._facts(self._cards(chapter))
        said = [sentences.changed(fact, self._drivers(fact.kpi)) for fact in found if fact.amount is not None]
        more = {
            "overview": lambda: [sentences.targets(self._facts(self._targets()), self.edition)],
            "reach": lambda: [sentences.reach_bounds(self.measure("reach", by="network"), self.edition)],
            "engagement": lambda: [
                sentences.two_apart(self.measure(rate, by="type"), self.edition, by="type", kpi=rate)
                for rate in self._rates()
            ],
        }
        said += more.get(chapter, list)()
        if chapter != "overview":
            said += rules.diagnose(self._facts(self._support(chapter)), self.edition)
        layout, most = ("columns", 3) if chapter == "overview" else ("list", 5)
        return sentences.insights(said, self.edition, name=f"{chapter}-insights", layout=layout, most=most)

    def scorecard(self, *kpis: str) -> Exhibit:
        """Value, change, target, attainment, benchmark and status of the headline KPIs and of all with a target."""
        asked = kpis or (*choices.headline_kpis(self.settings.headline), *self.client.targets)
        return tables.scorecard(self._remember(self.measure(dict.fromkeys(asked))), self.edition)

    def trend(self, kpi: str, *, by: str = "", zero: bool = False) -> Exhibit:
        """A KPI over time: one line with its interval, target and breaks, or a line for each network."""
        if by:
            steps, result = self.over_time(kpi, by=by), self._remember(self.measure(kpi, by=by))
            return over_time.trends(steps, self.edition, by=by, result=result, kpi=kpi, additive=self._adds_up(kpi))
        result = self._remember(self.measure(kpi))
        return over_time.trend(self.over_time(kpi), self.edition, result=result, zero=zero)

    def rate_trend(self) -> Exhibit:
        """The engagement rate over time, on the exposure basis that most of the client's engagements have."""
        return self.trend(self._rates()[0])

    def weeks(self, kpi: str) -> Exhibit:
        """A sum over time as bars from zero."""
        return over_time.by_week(self.over_time(kpi), self.edition, result=self._remember(self.measure(kpi)))

    def gains_and_losses(self) -> Exhibit:
        """Follows upward and unfollows downward, each step of the time line."""
        kpis = ["follows", "unfollows"]
        result = self._remember(self.measure(kpis))
        return over_time.gains_and_losses(self.over_time(kpis), self.edition, result=result)

    def bars(self, kpi: str, *, by: str) -> Exhibit:
        """A KPI by network, channel or any dimension as bars, the largest first."""
        additive = self.catalogue[kpi].aggregation in ("additive", "semi_additive_last")
        return ranked.by_group(
            self._remember(self.measure(kpi, by=by)), self.edition, by=by, kpi=kpi, additive=additive
        )

    def actions(self, *, by: str = "network") -> Exhibit:
        """Which actions the engagements of each network are made of."""
        kpis = [choices.ACTIONS[action] for action in self.settings.actions if action in choices.ACTIONS]
        frame = self._remember(self.measure(kpis, by=by))
        measure = self.words.kpi("engagements").name
        return ranked.shares(frame, self.edition, by=by, parts=kpis, measure=measure, name=f"actions-by-{by}")

    def drivers(self, kpi: str = "", *, by: str = "network") -> Exhibit:
        """What drove the change of a KPI; without a name, that of the engagement rate."""
        kpi = kpi or self._rates()[0]
        found = self._drivers(kpi, by=by)
        frame = pd.DataFrame(columns=["group", "kind", "amount"]) if found is None else found
        return ranked.drivers(frame, self._remember(self.measure(kpi)), self.edition, by=by)

    def rates(self, *, by: str, kpi: str = "") -> Exhibit:
        """A rate by post type or any dimension with its intervals, against the rate of all."""
        kpi = kpi or self._rates()[0]
        result = self._remember(self.measure(kpi))
        return spread.rates(self.measure(kpi, by=by), self.edition, by=by, kpi=kpi, total=result)

    def targets(self) -> Exhibit:
        """Every target as a bar of value ÷ target."""
        return ranked.attainment(self._remember(self._targets()), self.edition)

    def pair(self, left: Exhibit, right: Exhibit) -> Exhibit:
        """Two half figures side by side."""
        return pair(left, right)

    def by_network(self, *kpis: str, by: str = "network", title: str = "") -> Exhibit:
        """KPIs side by side, one row for each network or any dimension."""
        frame = self._remember(self.measure(kpis, by=by))
        return tables.by_network(frame, self.edition, dimension=by, totals=self.measure(kpis), title=title)

    def posts(self, ranking: str) -> Exhibit:
        """The first five posts of a ranking: popular, reach, shared, best or worst (by engagement rate)."""
        kpi = {"popular": "public_interactions", "reach": "reach", "shared": "share_rate"}.get(
            ranking, self._rates()[0]
        )
        return rankings.posts(self._posts, self.edition, kpi=kpi, worst=ranking == "worst", name=f"posts-{ranking}")

    def audience(self, dimension: str = "") -> Exhibit:
        """Who follows: country, age and gender, seniority …, as each network states it."""
        return audience(self.data("audience"), self.edition, dimension=dimension)

    def pages(self) -> Exhibit:
        """Landing pages by visits from social media, with bounce and conversion rate."""
        return self._social_table("pages", by="landing_page")

    def campaigns(self) -> Exhibit:
        """Campaigns by visits from social media, with conversion rate; untagged visits are their own row."""
        return self._social_table("campaigns", by="campaign")

    def hashtags(self) -> Exhibit:
        """Impressions and posts of each tag; a post counts under each of its tags, so there is no total."""
        frame = self._remember(self.measure(["hashtag_impressions", "posts_published"], by="hashtag"))
        return tables.by_network(
            frame, self.edition, dimension="hashtag", title=self.words.say("report.title.hashtags")
        )

    def figures(self, category: str) -> Exhibit:
        """All KPIs of a category that the data supports: the table that closes a chapter."""
        frame = self.measure(choices.category_kpis(category))
        supplied = frame[frame["missing"] != "not_supplied"]
        self._remember(supplied)
        return tables.kpi_table(frame, self.edition, category)

    def coverage(self) -> Exhibit:
        """Which weeks each source covers."""
        return trust.coverage(self.store.spans, self.edition)

    def notes(self) -> Exhibit:
        """Definitions, sources and every missing figure of this notebook; its last cell."""
        exhibit = trust.notes(self._shown.values(), self.edition, log=self.store.log, spans=self.store.spans)
        frames = [frame for frame in self._values if len(frame)]
        values = [row for frame in frames for row in _records(frame)]
        return Exhibit(exhibit.kind, {**exhibit.content, "values": values}, exhibit.language)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        file, found = self.client.file, self._facts(self._cards("overview"))
        first = next((fact.kpi for fact in found if self._adds_up(fact.kpi) and fact.amount is not None), "")
        return head.report(
            self.edition,
            client=self.client.title,
            brand=palette.brand(file.brand.color),
            agency=file.agency or "",
            paper=file.paper,
            logo=self.client.logo.read_bytes() if self.client.logo else None,
            data_date=self.store.data_date,
            compare=self._compared,
            headline=sentences.headline(self._facts(self._targets_or_cards()), self.edition),
            motif=head.motif(self.over_time(first), self.edition) if first else None,
        )._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"<Report {self.client.name} {self.period} {self.words.language}>"

    # Between the floors

    @cached_property
    def _whole(self) -> pd.DataFrame:
        """Every KPI of the catalogue without groups, by id: one pass serves all cards, tables and sentences."""
        return self._compare(list(self.catalogue)).set_index("kpi", drop=False)

    def _compare(self, kpis: list[str], **asked: Any) -> pd.DataFrame:
        return compare(
            self.store,
            kpis,
            self.period,
            comparison=self.comparison,
            settings=self.settings,
            targets=self.client.targets,
            benchmarks=self.client.benchmarks,
            catalogue=self.catalogue,
            **asked,
        )

    @cached_property
    def _first_day(self):
        return self.store.spans["start"].min()

    @cached_property
    def _posts(self) -> pd.DataFrame:
        """The posts published in the period, on the client's clock, of the networks asked for."""
        posts = self.store.frame("posts") if "posts" in self.store.names else pd.DataFrame()
        if posts.empty:
            return posts
        first, after = self.period.bounds(self.settings.timezone)
        inside = (posts["published_at"] >= first) & (posts["published_at"] < after)
        wanted = posts["network"].isin(self.networks) if self.networks else True
        whole = posts["scope"] == ("total" if (posts["scope"] == "total").any() else "organic")
        return posts[inside & wanted & whole]

    def _only(self, where: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The caller's filter, with the networks that the notebook was asked for."""
        asked = dict(where or {})
        if self.networks and "network" not in asked:
            asked["network"] = list(self.networks)
        return asked or None

    @property
    def _compared(self) -> str:
        """What the report compares, for its cover."""
        if self.comparison is None:
            return ""
        return self.words.say("doc.compared", a=self.edition.period_text, b=self.words.period(self.comparison))

    def _adds_up(self, kpi: str) -> bool:
        return self.catalogue[kpi].aggregation in ("additive", "semi_additive_last")

    def _cards(self, chapter: str) -> pd.DataFrame:
        """The chapter's headline KPIs; those that the data can never give make room for the others."""
        kpis = choices.headline_kpis(self.settings.headline) if chapter == "overview" else choices.CARDS[chapter]
        if chapter == "overview":
            kpis = (*self.client.targets, *kpis)
        frame = self.measure(dict.fromkeys(kpis))
        possible = frame[~frame["missing"].isin(["not_supplied", "not_supported_by_network"])]
        return (possible if len(possible) else frame).head(6).reset_index(drop=True)

    def _support(self, chapter: str) -> pd.DataFrame:
        categories = (chapter, "traffic", "engagement", "reach")
        return self.measure(dict.fromkeys(kpi for category in categories for kpi in choices.category_kpis(category)))

    def _targets(self) -> pd.DataFrame:
        return self.measure(self.client.targets) if self.client.targets else pd.DataFrame()

    def _targets_or_cards(self) -> pd.DataFrame:
        return self._targets() if self.client.targets else self._cards("overview")

    def _rates(self) -> list[str]:
        """The engagement rates that the data supports, the one that rests on more posts or exposure first."""
        frame = self.measure(choices.RATES)
        known = frame[frame["missing"].isna()].sort_values("numerator", ascending=False, kind="stable")
        return list(known["kpi"]) or list(choices.RATES)

    def _drivers(self, kpi: str, *, by: str = "network") -> pd.DataFrame | None:
        if self.comparison is None:
            return None
        return drivers_of(self.store, kpi, self.period, self.comparison, by=by, settings=self.settings)

    def _social_table(self, name: str, *, by: str) -> Exhibit:
        kpis, social = ["social_sessions", "bounce_rate", "conversion_rate"], {"social": True}
        frame = self._remember(self.measure(kpis, by=by, where=social))
        title = self.words.say(f"report.title.{name}")
        return tables.by_network(
            frame, self.edition, dimension=by, totals=self.measure(kpis, where=social), title=title, name=name
        )

    def _facts(self, frame: pd.DataFrame) -> list[Fact]:
        return facts(frame, self.edition) if len(frame) else []

    def _remember(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep what was shown, for the notes and for values.parquet."""
        for fact in self._facts(frame):
            self._shown.setdefault((fact.kpi, str(fact.row.get("variant"))), fact)
        self._values.append(frame)
        return frame


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from kpilib.exhibits.edition import records

    return [{name: _json(value) for name, value in row.items()} for row in records(frame)]


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
