"""Clients as the batch sees them: which files they stand on, which period and notebooks their data supports.

Comes in: client names. Goes out: `Subject`s; the part that needs the client's tables is a task for a worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kpilib.batch.cache import Cache
from kpilib.batch.jobs import ORDER, Request, Subject, digest
from kpilib.errors import ParamsError, suggest

_ENDINGS = (".yml", ".yaml")
# A notebook is worth running when one of these tables has rows.
_TABLES = {
    "overview": (),
    "reach": ("accounts_daily", "posts", "period_totals", "ads_daily"),
    "engagement": ("posts",),
    "traffic": ("web_daily", "links"),
    "leads": ("leads", "deals"),
    "customers": ("messages", "surveys"),
    "advocacy": ("shares",),
    "returns": ("ads_daily", "costs"),
    "brand": ("mentions",),
    "content": ("posts",),
    "experiments": ("experiments",),
    "quality": (),
}


@dataclass(frozen=True)
class Question:
    """Asks a worker to look into a client's tables."""

    client: str
    params: str


def asked(clients: Sequence[str | Path], params: Path | None) -> None:
    """Check that every client asked for exists, before anything is begun.

    Raises
    ------
    ParamsError : no client was named; there is none of this name; two files would share one report
    """
    from kpilib.params import find_folder, names

    if not clients:
        raise ParamsError("run", "no client was named", "Name a client in params/, or the path of a client file.")
    stems: dict[str, str | Path] = {}
    for client in clients:
        is_path = isinstance(client, Path) or str(client).endswith(_ENDINGS)
        if is_path and not Path(client).is_file():
            raise ParamsError(str(client), "no such file", "Give a name in params/ or the path of a YAML file.")
        if not is_path and client not in (known := names(params)):
            hint = suggest(str(client), known) or f"Known: {', '.join(known)}."
            raise ParamsError(f"{find_folder(params).name}/", f"no client called '{client}'", hint)
        stem = Path(client).stem if is_path else str(client)
        if stem in stems:
            raise ParamsError(
                str(client), f"its report would be that of {stems[stem]}", "Give one of them another name."
            )
        stems[stem] = client


def subject(client: str | Path, params: Path | None, cache: Cache) -> Subject:
    """What a client file resolves to, without reading the exports' rows.

    Raises
    ------
    ParamsError : there is no such client, or its file is wrong
    """
    from kpilib.params import load

    found = load(client, folder=params)
    files = sorted({path for spec in found.specs if spec.path for path in _expand(found.base, spec.path)})
    sources = {_shown(path, found.base): cache.sha256(path) for path in files}
    hashable = all(spec.path for spec in found.specs)
    return Subject(
        client=found.name,
        title=found.title,
        params=str(found.base),
        language=found.file.language,
        digest=digest([found.params_hash, sources]) if hashable else None,
        params_hash=found.params_hash,
        currency=found.file.currency,
        sources=sources,
        notebooks=tuple(found.file.notebooks),
    )


def survey(question: Question) -> dict[str, Any]:
    """The default period and the notebooks that a client's data supports; runs in a worker.

    Returns
    -------
    dict : period (text), notebooks (names in the order of the chapters), data_date (ISO)

    Raises
    ------
    ParamsError : no source holds a row, so that there is nothing to report on
    """
    from kpilib.params import load
    from kpilib.periods import Period

    client = load(question.client, folder=question.params)
    store = client.store()
    present = set(store.names)
    if not present:
        said = "; ".join(str(problem) for problem in store.problems[:3])
        raise ParamsError(question.client, "no source holds a row", said or "'kpilib check' says what each file is.")
    period = Period.last_complete(client.file.cadence, store.data_date)
    notebooks = [name for name, tables in _TABLES.items() if not tables or present.intersection(tables)]
    return {"period": period.name, "notebooks": notebooks, "data_date": store.data_date.isoformat()}


def surveyed(found: Subject, answer: dict[str, Any], known: Iterable[str]) -> Subject:
    """The subject with what a survey found, as far as its file leaves it open and the notebooks exist."""
    notebooks = found.notebooks or tuple(name for name in answer["notebooks"] if name in set(known))
    return replace(found, period=found.period or answer["period"], notebooks=notebooks)


def needs_survey(found: Subject, request: Request) -> bool:
    """Whether the client's tables must be looked into before its jobs are known."""
    return not (request.period or found.period) or not (request.notebooks or found.notebooks)


def known_notebooks(folder: Path) -> dict[str, str]:
    """The notebooks of a folder by name, in the order of the chapters; what a failed run left is none."""
    texts = {
        path.stem: path.read_text("utf-8")
        for path in sorted(folder.glob("*.ipynb"))
        if not path.stem.endswith(".failed")
    }
    return dict(sorted(texts.items(), key=lambda item: ORDER.index(item[0]) if item[0] in ORDER else len(ORDER)))


def _expand(base: Path, pattern: str) -> list[Path]:
    whole = base / pattern
    return [path for path in Path(whole.anchor).glob(str(whole.relative_to(whole.anchor))) if path.is_file()]


def _shown(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
