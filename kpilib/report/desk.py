"""`Desk`: what a report measures, and what it remembers of what it has shown.

Comes in: a client's tables, a period, words. Goes out: frames of figures, facts, and the memory behind the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from kpilib.compare import compare, drivers_each, series
from kpilib.compare.rows import framed, records
from kpilib.engine.asking import check_dimensions
from kpilib.errors import ParamsError, UnknownName
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Break, Edition, known_breaks
from kpilib.exhibits.facts import Fact, facts
from kpilib.exhibits.left_out import MOST_ABSENT, LeftOut, wholly_missing
from kpilib.kpis import CATALOGUE, Kpi
from kpilib.params import Client
from kpilib.periods import Period
from kpilib.report import choices
from kpilib.tables import Store
from kpilib.text import Words

By = str | Sequence[str]
Where = Mapping[str, Any] | None
NEVER = ("not_supplied", "not_supported_by_network")
SUMS = ("additive", "semi_additive_last")


class Desk:
    """One client, one period, one language: figures measured once, and a list of those that were shown."""

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
        self._whole: dict[str, dict[str, Any]] = {}
        self._grouped: dict[tuple[Any, ...], pd.DataFrame] = {}
        self._drivers: dict[tuple[str, str], pd.DataFrame] = {}
        self._absent: list[str] = []
        self._made: dict[str, Any] = {}
        self.seen: dict[tuple[str, str], Fact] = {}
        self.values: list[pd.DataFrame] = []
        self.left_out: list[LeftOut] = []

    # Figures and rows, for exploring

    def measure(
        self,
        kpis: str | Iterable[str],
        *,
        by: By = (),
        where: Where = None,
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
        asked, dimensions = _listed(kpis), tuple(_listed(by))
        if not (dimensions or where or table or variant) and set(asked) <= set(self.catalogue) and asked:
            return self._single(asked)
        only = self.only(where)
        key = (tuple(asked), dimensions, repr(only), table, variant)
        if key not in self._grouped:
            self._grouped[key] = self._compare(asked, by=dimensions, where=only, table=table, variant=variant)
        return self._grouped[key]

    def over_time(
        self, kpis: str | Iterable[str], *, by: By = (), periods: Sequence[Period] = (), where: Where = None
    ) -> pd.DataFrame:
        """The same figures for each step of the report's time line (weeks of a year, or days of a short period)."""
        asked, dimensions, steps = _listed(kpis), tuple(_listed(by)), tuple(periods or self.steps)
        only = self.only(where)
        key = (tuple(asked), dimensions, steps, repr(only))
        if key not in self._grouped:
            self._grouped[key] = series(
                self.store,
                asked,
                list(steps),
                by=dimensions,
                where=only,
                settings=self.settings,
                catalogue=self.catalogue,
            )
        return self._grouped[key]

    def data(self, table: str) -> pd.DataFrame:
        """The rows of a canonical table as a tidy DataFrame: all that files hold, of databases what they were asked."""
        return self.store.frame(table)

    def add(self, kpi: Kpi) -> Desk:
        """Add a KPI of your own for this report; its id must be new."""
        if kpi.id in self.catalogue:
            raise ParamsError(f"kpi '{kpi.id}'", "there is a KPI of this name already", "Choose another id.")
        self._own[kpi.id] = kpi
        return self

    @property
    def catalogue(self) -> dict[str, Kpi]:
        """The KPIs that there are, with those added here."""
        return {**CATALOGUE, **self._own}

    @cached_property
    def steps(self) -> list[Period]:
        """The steps of a chart over time."""
        return choices.time_line(self.period, self.first_day, self.store.data_date)

    @cached_property
    def months(self) -> list[Period]:
        """The calendar months up to the period's end, a year of them at most."""
        return choices.months(self.period, self.first_day)

    @cached_property
    def first_day(self) -> date:
        """The first day that any source covers."""
        return self.store.spans["start"].min()

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
            exposure_basis=self.settings.exposure_basis,
            timezone=self.settings.timezone,
            breaks=self._breaks,
            materiality=self.settings.materiality,
            margin=self.settings.margin,
        )

    # What chapters ask for

    def prefetch(self, kpis: Iterable[str]) -> None:
        """Measure these in one pass, so that single requests find them."""
        self._single([kpi for kpi in dict.fromkeys(kpis) if kpi in self.catalogue])

    def headline_kpis(self, chapter: str) -> pd.DataFrame:
        """The figures of a chapter's cards; those that the data can never give make room for the others."""
        frame = self.measure(choices.card_kpis(chapter, self.settings.headline, self.client.targets))
        if frame["missing"].isna().sum() < choices.FEWEST_CARDS:
            frame = self._with_spares(frame, chapter)
        reasons = list(enumerate(frame["missing"]))
        known = [place for place, why in reasons if why is None]
        possible = [place for place, why in reasons if why not in (*NEVER, None)]
        kept = sorted([*known, *possible][: choices.MOST_CARDS])
        return frame.iloc[kept or list(range(min(3, len(frame))))].reset_index(drop=True)

    def supported(self, kpis: Iterable[str]) -> list[str]:
        """Those of the KPIs that the data can give, in order."""
        frame = self.measure(dict.fromkeys(kpis))
        return list(frame.loc[~frame["missing"].isin(NEVER), "kpi"])

    def targeted(self) -> pd.DataFrame:
        """The figures that have a target."""
        return self.measure(self.client.targets) if self.client.targets else pd.DataFrame()

    def engagement_rates(self) -> list[str]:
        """The engagement rates that the data supports, the one that rests on more engagement first."""
        frame = self.measure(choices.RATES)
        known = frame[frame["missing"].isna()].sort_values("numerator", ascending=False, kind="stable")
        return list(known["kpi"]) or list(choices.RATES)

    @property
    def main_rate(self) -> str:
        """The engagement rate that rests on most engagement."""
        return self.engagement_rates()[0]

    @property
    def leading_network(self) -> str:
        """The network with most engagements; empty where no figure names one."""
        frame = self.measure("engagements", by="network")
        known = frame[frame["value"].notna() & frame["network"].notna()].sort_values("value", ascending=False)
        return "" if known.empty else str(known["network"].iloc[0])

    def movers(self, kpis: str | Iterable[str], *, by: str = "network") -> dict[str, pd.DataFrame]:
        """What drove the change of each KPI, asked for all of them at once; empty without a comparison."""
        asked = _listed(kpis)
        if self.comparison is None:
            return {}
        new = [kpi for kpi in asked if (kpi, by) not in self._drivers and self._has(kpi, by)]
        if new:
            found = drivers_each(
                self.store, new, self.period, self.comparison, by=by, settings=self.settings, where=self.only(None),
                catalogue=self.catalogue,
            )  # fmt: skip
            self._drivers |= {(kpi, by): frame for kpi, frame in found.items()}
        return {kpi: self._drivers[kpi, by] for kpi in asked if (kpi, by) in self._drivers}

    def adds_up(self, kpi: str) -> bool:
        """Whether parts of the KPI make up the whole."""
        return self.catalogue[kpi].aggregation in SUMS

    def facts(self, frame: pd.DataFrame) -> list[Fact]:
        """The rows of a frame as facts."""
        return facts(frame, self.edition) if len(frame) else []

    def fact(self, kpi: str) -> Fact:
        """One KPI of the period as a fact."""
        return self.facts(self.measure(kpi))[0]

    def inside(self, rows: pd.DataFrame, moment: str, period: Period | None = None) -> pd.DataFrame:
        """Rows of a table whose moment lies in the period on the client's clock, of the networks asked for."""
        if rows.empty:
            return rows
        first, after = (period or self.period).bounds(self.settings.timezone)
        wanted = rows["network"].isin(self.networks) if self.networks and "network" in rows else True
        return rows[(rows[moment] >= first) & (rows[moment] < after) & wanted]

    def published(self, period: Period | None = None) -> pd.DataFrame:
        """The posts published in the period, on the client's clock, of the networks asked for."""
        posts = self.inside(self.data("posts"), "published_at", period)
        if posts.empty:
            return posts
        return posts[posts["scope"] == ("total" if (posts["scope"] == "total").any() else "organic")]

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for this report."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def only(self, where: Where) -> dict[str, Any] | None:
        """The caller's filter, with the networks that the notebook was asked for."""
        asked = dict(where or {})
        if self.networks and "network" not in asked:
            asked["network"] = list(self.networks)
        return asked or None

    # What was shown

    def remember(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep what was shown, for the notes and for values.parquet; a group without a value is not what is missing."""
        for fact in self.facts(frame):
            key = (fact.kpi, str(fact.row.get("variant")))
            if key not in self.seen or self.seen[key].amount is None is not fact.amount:
                self.seen[key] = fact
        self.values.append(frame)
        return frame

    def shown(self, exhibit: Exhibit) -> Exhibit:
        """The exhibit; one that the data can never give, or the third without data, moves to the notes.

        A chapter full of "not shown" says nothing: an exhibit whose export the client has not supplied, or a third
        one that has no data for another reason, is left out of the report. Its cell still runs and says so in
        JupyterLab; the closing chapter lists it with its reason.
        """
        if exhibit.kind != "absent" or isinstance(exhibit, LeftOut):
            return exhibit
        name = str(exhibit.content["id"])
        if not wholly_missing(exhibit, self.words):
            self._absent += [name] if name not in self._absent else []
            if self._absent.index(name) < MOST_ABSENT:
                return exhibit
        gone = LeftOut(exhibit.kind, exhibit.content, exhibit.language)
        if name not in [str(other.content["id"]) for other in self.left_out]:
            self.left_out.append(gone)
        return gone

    # Between the floors

    @property
    def _breaks(self) -> tuple[Break, ...]:
        """The changes of counting within the days of each network's own data."""
        first = dict(self.store.spans.groupby("network")["start"].min())
        known = known_breaks(self.words, self.networks or first)
        return tuple(b for b in known if b.network in first and first[b.network] < b.day)

    def _with_spares(self, frame: pd.DataFrame, chapter: str) -> pd.DataFrame:
        """The figures, and after them as many others of the chapter that have a value as make up a row of cards."""
        spare = self.measure([kpi for kpi in choices.spare_kpis(chapter) if kpi not in set(frame["kpi"])])
        room = choices.FEWEST_CARDS - int(frame["missing"].isna().sum())
        found = spare[spare["missing"].isna() & (spare["value"] != 0)].head(room)
        return pd.concat([frame, found], ignore_index=True) if len(found) else frame

    def _has(self, kpi: str, by: str) -> bool:
        """Whether some table of the KPI has the dimension."""
        try:
            check_dimensions((by,), [self.catalogue[kpi]], self.catalogue)
        except UnknownName:
            return False
        return True

    def _single(self, kpis: Sequence[str]) -> pd.DataFrame:
        """Figures without groups, each measured once; all that are not yet known in one pass."""
        new = [kpi for kpi in kpis if kpi not in self._whole]
        if new:
            self._whole |= {row["kpi"]: row for row in records(self._compare(new, where=self.only(None)))}
        if not kpis:
            return self._compare([])
        return framed([self._whole[kpi] for kpi in kpis], [*self._whole[kpis[0]]])

    def _compare(self, kpis: Sequence[str], **asked: Any) -> pd.DataFrame:
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


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
