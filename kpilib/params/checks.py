"""What must hold beyond single keys: KPIs and units of targets, tables and columns of sources, files, secrets.

Comes in: a `ClientFile` that pydantic accepted. Goes out: problems, and targets and benchmarks in their units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kpilib.engine.settings import GUARDS
from kpilib.errors import ParamsError, Problem, suggest
from kpilib.kpis import CATALOGUE, Benchmark, Kpi, Target
from kpilib.kpis.kpi import DEFAULT
from kpilib.params import logo, values
from kpilib.params.document import Document, Place
from kpilib.params.messages import problem
from kpilib.params.models import BenchmarkEntry, ClientFile, SourceEntry, TargetEntry
from kpilib.params.values import Wrong
from kpilib.tables import TABLES

LOGO_BYTES = 200_000
_DAY = 86400
_SECRET_KEYS = ("sql", "path", "query")


@dataclass
class Checked:
    """What the checks found: problems, and targets and benchmarks ready for the engine."""

    problems: list[Problem] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    benchmarks: dict[str, Benchmark] = field(default_factory=dict)


def check(file: ClientFile, document: Document, base: Path) -> Checked:
    """Check everything that one key alone cannot show."""
    checked = Checked()
    for kpi_id, target in file.targets.items():
        _target(checked, file, document, kpi_id, target)
    for kpi_id, benchmark in file.benchmarks.items():
        _benchmark(checked, file, document, kpi_id, benchmark)
    for kpi_id in () if isinstance(file.headline, str) else file.headline:
        _kpi(checked, file, document, "headline", kpi_id)
    for kpi_id in (kpi_id for kpis in file.funnel.values() for kpi_id in kpis):
        _kpi(checked, file, document, "funnel", kpi_id)
    for place, what, do in _everywhere(file, base):
        checked.problems.append(problem(document, place, what, do))
    return checked


def _everywhere(file: ClientFile, base: Path) -> Iterator[tuple[Place, str, str]]:
    yield from _files(file, base)
    yield from _presets(file)
    for name in file.guards:
        if name not in GUARDS:
            yield ("guards",), f"no guard called '{name}'", suggest(name, GUARDS) or _known(GUARDS)
    for number, source in enumerate(file.sources):
        for place, what, do in _source(source):
            yield ("sources", number, *place), what, do
    yield from _misplaced_secrets(file)
    if not file.sources:
        yield ("sources",), "no source is named", "Write sources: [{path: exports/*.csv}]."


def _target(checked: Checked, file: ClientFile, document: Document, kpi_id: str, entry: TargetEntry) -> None:
    place: Place = ("targets", kpi_id)
    kpi = _kpi(checked, file, document, "targets", kpi_id)
    try:
        value = values.fraction(entry.value) if entry.over else _reader(kpi)(entry.value)
    except Wrong as wrong:
        checked.problems.append(problem(document, place, wrong.what, wrong.do))
        return
    per = entry.per
    if kpi and not per and not entry.over and is_sum(kpi):
        per = file.cadence
        do = f"It is taken as per {per}; write {{value: {entry.value}, per: {per}}}."
        checked.problems.append(problem(document, place, "a sum names its period", do, severity="warning"))
    made = Target(value=value, kind="growth" if entry.over else "value", over=entry.over, per=per)
    try:
        checked.targets[kpi_id] = made.check(kpi) if kpi else made
    except ParamsError as error:
        checked.problems.append(problem(document, place, error.what, error.do))


def _benchmark(checked: Checked, file: ClientFile, document: Document, kpi_id: str, entry: BenchmarkEntry) -> None:
    place: Place = ("benchmarks", kpi_id)
    kpi = _kpi(checked, file, document, "benchmarks", kpi_id)
    if kpi and entry.variant and entry.variant not in kpi.variant_names:
        hint = suggest(entry.variant, kpi.variant_names) or _known(kpi.variant_names)
        checked.problems.append(problem(document, place, f"{kpi_id} has no variant '{entry.variant}'", hint))
    try:
        value = _reader(kpi)(entry.value)
    except Wrong as wrong:
        checked.problems.append(problem(document, place, wrong.what, wrong.do))
        return
    checked.benchmarks[kpi_id] = Benchmark(
        value=value, source=entry.source, year=entry.year, variant=entry.variant or DEFAULT
    )


def _kpi(checked: Checked, file: ClientFile, document: Document, section: str, kpi_id: str) -> Kpi | None:
    """The KPI of this id; an unknown one is a problem, unless the client brings KPI files of its own."""
    kpi = CATALOGUE.get(kpi_id)
    if kpi is None and not file.kpis:
        hint = " ".join(part for part in (suggest(kpi_id, CATALOGUE), "'kpilib kpis' lists them.") if part)
        at = (section, kpi_id)
        checked.problems.append(problem(document, (section,), f"no KPI called '{kpi_id}'", hint, at=at))
    return kpi


def is_sum(kpi: Kpi) -> bool:
    """Whether a longer period gives a larger figure, so that a target means one kind of period only."""
    return kpi.aggregation.startswith("additive") or (kpi.aggregation == "distinct" and kpi.unit in ("people", "count"))


def _reader(kpi: Kpi | None) -> Callable[[str], float]:
    if kpi is None:
        return _any_unit
    readers: dict[str, Callable[[str], float]] = {
        "share": values.share,
        "probability": values.share,
        "fraction": values.fraction,
        "seconds": values.seconds,
        "days": _days,
        "score": values.number,
    }
    return readers.get(kpi.unit, values.positive)


def _days(text: str) -> float:
    return values.seconds(text) / _DAY


def _any_unit(text: str) -> float:
    """A figure of a KPI that only the client's own file knows: the unit written decides."""
    for read in (values.number, values.seconds):
        try:
            return read(text)
        except Wrong:
            continue
    return values.fraction(text)


def _source(source: SourceEntry) -> Iterator[tuple[Place, str, str]]:
    if source.preset not in (None, "generic") and source.preset not in (presets := [*_formats_known(), "generic"]):
        yield ("as",), f"no export format called '{source.preset}'", suggest(source.preset, presets) or _formats()
    if source.table and source.table not in TABLES:
        yield ("table",), f"no table called '{source.table}'", suggest(source.table, TABLES) or _known(TABLES)
        return
    if source.preset == "generic" and not (source.table and source.columns):
        yield (), "a generic source names a table and its columns", "Write table: posts, columns: {post_id: Id, …}."
    if source.sql and not (source.table or source.preset):
        yield (), "an SQL source names the table it fills", "Add table: posts, or as: fivetran_social."
    yield from _columns(source)
    for key in _SECRET_KEYS:
        try:
            values.check_secrets(getattr(source, key) or "")
        except Wrong as wrong:
            yield (key,), wrong.what, wrong.do


def _columns(source: SourceEntry) -> Iterator[tuple[Place, str, str]]:
    """Our names in columns, values and constants must be columns of the table."""
    if not source.table:
        return
    known = TABLES[source.table].by_name
    for key in ("columns", "values", "constants"):
        for column in getattr(source, key):
            if column not in known:
                hint = suggest(column, known) or _known(known)
                yield (key,), f"{source.table} has no column '{column}'", hint
    for columns in source.zero_is_missing.values():
        for column in columns:
            if column not in known:
                yield ("zero_is_missing",), f"{source.table} has no column '{column}'", suggest(column, known)


def _presets(file: ClientFile) -> Iterator[tuple[Place, str, str]]:
    for name in file.prefer:
        if name not in (known := _formats_known()):
            yield ("prefer",), f"no export format called '{name}'", suggest(name, known) or _formats()


def _formats_known() -> list[str]:
    """The export formats' names, looked up where a file names one: loading them takes half a second."""
    from kpilib.sources import PRESETS

    return [preset.name for preset in PRESETS]


def _files(file: ClientFile, base: Path) -> Iterator[tuple[Place, str, str]]:
    if file.brand.logo:
        yield from _logo(file.brand.logo, base)
    theme = [file.theme] if file.theme else []
    for key, paths in (("kpis", file.kpis), ("theme", theme), ("lexicons", file.lexicons.values())):
        for path in paths:
            if not (base / path).is_file():
                yield (key,), f"no file '{path}'", "Paths are relative to the client file."


def _logo(written: str, base: Path) -> Iterator[tuple[Place, str, str]]:
    place, path = ("brand", "logo"), base / written
    if not path.is_file():
        close = suggest(written, (found.name for found in base.iterdir() if found.suffix in (".svg", ".png")))
        yield place, f"no file '{written}'", close or "Paths are relative to the client file."
        return
    if path.suffix.casefold() not in (".svg", ".png"):
        yield place, f"'{written}' is neither SVG nor PNG", "Save the logo as one of them."
        return
    if (size := path.stat().st_size) > LOGO_BYTES:
        what = f"'{written}' has {size // 1000} kB, more than {LOGO_BYTES // 1000}"
        yield place, what, "Save a smaller version: it is shown 9 mm high."
    elif wrong := logo.fault(path.read_bytes(), ending=path.suffix.casefold()):
        yield place, f"'{written}' {wrong}", "Save it anew, as plain SVG or as PNG of at most 1000 pixels."


def _misplaced_secrets(file: ClientFile) -> Iterator[tuple[Place, str, str]]:
    """A secret anywhere else would be printed in the report."""
    written = file.model_dump(mode="json", by_alias=True)
    for key, value in written.items():
        if key != "sources":
            yield from (((key,), *_NOT_HERE) for text in _texts(value) if values.has_secret(text))
    for number, source in enumerate(written["sources"]):
        for key, value in source.items():
            if key not in _SECRET_KEYS and any(values.has_secret(text) for text in _texts(value)):
                yield ("sources", number, key), *_NOT_HERE


_NOT_HERE = ("a secret would be printed here", "${NAME} may stand in sql, path and query of a source only.")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _formats() -> str:
    return "'kpilib sources' lists them."


def _known(names: Iterable[str]) -> str:
    return f"Known: {', '.join(names)}."
