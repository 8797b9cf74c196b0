"""One client: the checked file, its places on disk, and what the floors below need from it.

Comes in: a `ClientFile` and the folder it lies in. Goes out: `Client` with specs, settings, targets and benchmarks.
What reads the sources is loaded on first use: a batch looks at client files alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpilib.engine import Settings
from kpilib.errors import Problem
from kpilib.kpis import Benchmark, Target
from kpilib.kpis.models import conversion_types
from kpilib.params import values
from kpilib.params.models import ClientFile, SourceEntry

if TYPE_CHECKING:
    from kpilib.periods import Period
    from kpilib.sources import SourceSpec
    from kpilib.sources.window import Needed
    from kpilib.tables import Store


@dataclass(frozen=True)
class Client:
    """A client as its file describes it; `file` holds every key as written.

    Secrets are resolved in `specs` only: neither `file` nor a repr ever shows one.
    """

    name: str
    path: Path
    file: ClientFile
    targets: Mapping[str, Target] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """The name on the cover."""
        return self.file.client

    @property
    def base(self) -> Path:
        """The folder that relative paths start from."""
        return self.path.parent

    @property
    def logo(self) -> Path | None:
        """The logo's file."""
        return self.base / self.file.brand.logo if self.file.brand.logo else None

    @property
    def kpi_files(self) -> list[Path]:
        """The client's own KPI files."""
        return [self.base / path for path in self.file.kpis]

    @property
    def cache_folder(self) -> Path:
        """Where the client's tables are kept between runs: KPILIB_CACHE, else beside params/, else beside the file."""
        if root := os.environ.get("KPILIB_CACHE"):
            return Path(root).expanduser() / self.name
        above = self.base.parent if self.base.name == "params" else self.base
        return above / ".kpilib-cache" / self.name

    @property
    def specs(self) -> list[SourceSpec]:
        """The sources, in the order of the file, with secrets filled in."""
        return [_spec(source) for source in self.file.sources]

    @property
    def paths(self) -> list[str | None]:
        """Where the files of each source are, with secrets filled in; None where a source is a database."""
        return [values.resolve(source.path) if source.path else None for source in self.file.sources]

    @property
    def lexicons(self) -> dict[str, Path]:
        """Where the client's word lists are, by language."""
        return {str(code): self.base / path for code, path in self.file.lexicons.items()}

    @property
    def params_hash(self) -> str:
        """A fingerprint of every choice, of logo, theme and own KPI files; secrets count by their names."""
        choices = self.file.model_dump(mode="json", by_alias=True)
        paths = [*([self.logo] if self.logo else []), *self.kpi_files, *self.lexicons.values()]
        if self.file.theme:
            paths.append(self.base / self.file.theme)
        beside = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        text = json.dumps([self.name, choices, beside], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def settings(self) -> Settings:
        """What the engine needs to know of this client."""
        file = self.file
        return Settings(
            timezone=file.timezone,
            currency=file.currency,
            actions=tuple(file.actions),
            exposure_basis={str(network): basis for network, basis in file.exposure_basis.items()},
            margin=file.margin,
            value_per_customer=file.value_per_customer,
            expected_years=file.expected_years,
            clv_years=file.clv_years,
            discount=file.discount,
            active_days=file.active_days,
            intent_weights=dict(file.intent_weights) or None,
            bot_agents=tuple(file.bot_agents),
            lookback_days=file.lookback_days,
            settle_days=file.settle_days,
            attribution=file.attribution,
            acquisition=file.acquisition,
            hours=file.hours,
            holidays=file.holidays,
            followers=anchors(file.followers),
            rates={currency: dict(days) for currency, days in file.rates.items()} or None,
            guards=dict(file.guards),
            competitors=tuple(file.competitors),
            social_channels=tuple(file.social_channels),
            breaks=tuple((entry.date, entry.network, entry.metric) for entry in file.breaks),
            materiality=file.materiality,
            cadence=file.cadence,
            headline=file.headline if isinstance(file.headline, str) else tuple(file.headline),
            business_model=file.business_model,
            funnel={str(stage): tuple(kpis) for stage, kpis in file.funnel.items()},
            conversion_types=conversion_types(file.business_model, file.conversions),
            limit_s=file.reply_limit,
        )

    @property
    def has_databases(self) -> bool:
        """Whether a source is a database."""
        return None in self.paths

    def store(self, asked: Period | None = None) -> Store:
        """The client's tables, read from its sources or from the cache.

        Parameters
        ----------
        asked : the days that a report can look at: databases are asked for what these need; None: for all rows
        """
        from kpilib.sources.window import needed

        if asked is None or not self.has_databases:
            return self._loaded()
        counts = [day for days in self.file.followers.values() for day in days]
        store = self._loaded(needed=needed(asked, carry=int(self.settings().guard("carry")), counts=counts))
        store.asked = asked
        return store

    def outline(self) -> Store:
        """Which tables the client has and how far they reach: of databases only the rows that say so."""
        from kpilib.sources.window import reach

        return self._loaded(needed=reach) if self.has_databases else self._loaded()

    def _loaded(self, **needed: Needed) -> Store:
        from kpilib.sources import load

        file = self.file
        store = load(
            self.specs,
            base=self.base,
            timezone=file.timezone,
            currency=file.currency,
            cache=self.cache_folder,
            client=self.name,
            labels={str(kind): names for kind, names in file.labels.items()},
            events=file.events,
            pages=file.pages,
            brands=file.brands,
            followers=anchors(file.followers),
            stages=file.stages,
            names=file.names,
            prefer=file.prefer,
            keep_history=file.keep_history,
            settle_days=file.settle_days,
            competitors=file.competitors,
            lexicons=self.lexicons,
            **needed,
        )
        store.sentences, store.answers = self.cache_folder.parent / ".sql", store.folder / "answers"
        return store


def anchors(written: Mapping[str, Mapping[date, int]]) -> dict[Any, dict[date, int]]:
    """Known follower counts by network and account."""
    split = {key: key.partition("/") for key in written}
    return {(split[key][0], split[key][2]): dict(days) for key, days in written.items()}


def _spec(source: SourceEntry) -> SourceSpec:
    from kpilib.sources import SourceSpec

    given: dict[str, Any] = {key: value for key, value in source if value is not None}
    for key in ("sql", "path", "query"):
        if key in given:
            given[key] = values.resolve(given[key])
    if given.get("delimiter") == "tab":
        given["delimiter"] = "\t"
    return SourceSpec(**given)
