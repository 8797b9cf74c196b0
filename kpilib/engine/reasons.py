"""Reasons that only the KPI knows: no total over tags, young cohorts, missing rivals, unrated mentions, short history.

Comes in: figures. Goes out: the same figures, some of them missing for a reason of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kpilib.engine.expressions import met
from kpilib.engine.fetch import fetch, fetch_known
from kpilib.engine.figures import CODES, Figures
from kpilib.engine.index import Index
from kpilib.engine.query import Query
from kpilib.engine.scene import Scene, Source
from kpilib.kpis import Kpi
from kpilib.kpis.measures import Leaf, Measure, Ratio
from kpilib.kpis.values import Named, where
from kpilib.tables import Store

# Figures of rated mentions: where they are missing, the number of all mentions tells why.
RATED = ("net_sentiment", "positive_share", "positive_mentions")


@dataclass
class Reasons:
    """What an evaluation knows beside the figures; `mentions` measures all mentions of the own brand."""

    scene: Scene
    index: Index
    mentions: Callable[[], Figures]

    def flagged(self, kpi: Kpi, measure: Measure, figures: Figures) -> Figures:
        """Reasons that only the KPI knows: no total over tags, young cohorts, missing rivals, unrated mentions."""
        scene, known = self.scene, figures.known
        tag = {"hashtag_impressions": "hashtag", "messages_by_team": "tag"}.get(kpi.id)
        if tag and tag not in scene.dims and tag not in scene.where:
            figures = figures.because(known, "non_additive")
        window = measure.window if isinstance(measure, Ratio) else ""
        if window:
            for number, span in enumerate(scene.spans):
                ripe = (scene.store.data_date - span.end).days + 1 >= scene.settings.guard(window)
                if not ripe:
                    figures = figures.because(self.index.in_span(number) & known, "immature_cohort")
        if isinstance(measure, Ratio) and measure.over:
            figures = self._with_rivals(measure, figures)
        if kpi.id in RATED and not known.all():
            figures = self._unrated(figures)
        if kpi.aggregation == "distinct" and scene.settings.population is not None:
            figures = replace(figures, high=np.fmin(figures.high, scene.settings.population))
        if kpi.id == "new_customers":
            figures = self._with_earlier_orders(figures)
        if kpi.id == "referrals_per_post" and known.any() and not figures.value[known].any():
            figures = self._with_labels(figures)
        return figures

    def _with_labels(self, figures: Figures) -> Figures:
        """No visit comes from a post as long as no link of the client ever names one."""
        rows = self.scene.store.table("web_daily")
        named = rows.filter(met(rows, where(content=Named()), self.scene.settings)).content
        if fetch(self.scene.store, named.as_table().limit(1)).empty:
            figures = figures.because(figures.known, "not_supplied")
        return figures

    def _with_earlier_orders(self, figures: Figures) -> Figures:
        """Nobody is new as long as a year of earlier orders is not covered."""
        first = min((start for _, _, start, _ in self.scene.store.covered.get("orders", ())), default=None)
        for number, span in enumerate(self.scene.spans):
            if first is None or (span.start - first).days < 365:
                figures = figures.because(self.index.in_span(number) & figures.known, "incomplete_period")
        return figures

    def _unrated(self, figures: Figures) -> Figures:
        """Mentions without any rating: their language was not classified."""
        mentions = self.mentions()
        silent = ~figures.known & mentions.known & (mentions.value > 0)
        figures = replace(figures, reason=figures.reason.copy())
        figures.reason[silent] = CODES["language_not_classified"]
        return figures

    def _with_rivals(self, measure: Ratio, figures: Figures) -> Figures:
        """A share of a whole needs every member of the whole: one rival without data makes it missing."""
        leaf = measure.below
        assert isinstance(leaf, Leaf)
        for number, missing in enumerate(self._absent_rivals(leaf)):
            if missing:
                figures = figures.because(self.index.in_span(number), "not_supplied")
        return figures

    def _absent_rivals(self, leaf: Leaf) -> list[bool]:
        store, column = self.scene.store, "brand" if leaf.table == "mentions" else "competitor"
        if leaf.table not in store.names:
            return [False] * len(self.scene.spans)
        wide = replace(self.scene, dims=("brand",), where={})
        # In short spans a small rival may well be silent: then the whole stretch of time decides.
        if any(span.length < 28 for span in self.scene.spans) and len(self.scene.spans) > 2:
            wide = replace(wide, spans=(replace(self.scene.spans[0], start=self.scene.first, end=self.scene.end),))
        query = Query(wide, Source(leaf.table, leaf.at))
        known = query.count(query.rows_where((), leaf.columns()))
        wanted = set(self.scene.settings.competitors) or _rivals(store, leaf.table, column)
        answer = query.answer
        has = answer.columns[known] > 0
        present = [
            {g[0] for g, s, k in zip(answer.group, answer.span, has) if k and s == n} for n in range(len(wide.spans))
        ]
        absent = [bool(wanted - names) for names in present]
        return absent * len(self.scene.spans) if len(absent) == 1 and len(self.scene.spans) > 1 else absent


def _rivals(store: Store, table: str, column: str) -> set[str]:
    """Every brand of a table that is not the client's own."""

    def build() -> Any:
        rows = store.table(table)
        return rows.filter(~rows.is_own).select(column).distinct()

    return set(fetch_known(store, ("rivals", table), build, tables=lambda: store.show(table))[column].tolist())
