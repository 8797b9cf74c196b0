"""Clients as the batch sees them: which files they stand on, which period and notebooks their data supports.

Comes in: client names. Goes out: `Subject`s; the part that needs the client's tables is a task for a worker.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpilib.batch import version
from kpilib.batch.cache import Cache
from kpilib.batch.jobs import ORDER, Request, Subject, digest
from kpilib.errors import ParamsError, suggest
from kpilib.periods import Period

_ENDINGS = (".yml", ".yaml")


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
    if not clients:
        raise ParamsError("run", "no client was named", "Name a client in params/, or the path of a client file.")
    stems: dict[str, str | Path] = {}
    for client in clients:
        path = locate(client, params)
        if path.stem in stems:
            what = f"its report would be that of {stems[path.stem]}"
            raise ParamsError(str(client), what, "Give one of them another name.")
        stems[path.stem] = client


def locate(client: str | Path, params: Path | None) -> Path:
    """The file of a client, found without loading what reads it.

    Raises
    ------
    ParamsError : there is none
    """
    if isinstance(client, Path) or str(client).endswith(_ENDINGS) or os.sep in str(client):
        if not Path(client).expanduser().is_file():
            raise ParamsError(str(client), "no such file", "Give a name in params/ or the path of a YAML file.")
        return Path(client).expanduser().resolve()
    here = Path.cwd()
    given = params or os.environ.get("KPILIB_PARAMS")
    near = [Path(given)] if given else [above / "params" for above in (here, *here.parents)]
    folder = next((folder for folder in near if folder.is_dir()), None)
    found = [folder / f"{client}{ending}" for ending in _ENDINGS] if folder and str(client)[0] not in "_." else []
    for path in found:
        if path.is_file():
            return path.resolve()
    from kpilib.params import find_folder, names

    known = names(params)
    hint = suggest(str(client), known) or f"Known: {', '.join(known)}."
    raise ParamsError(f"{find_folder(params).name}/", f"no client called '{client}'", hint)


def subject(client: str | Path, params: Path | None, cache: Cache) -> Subject:
    """What a client file resolves to, without reading the exports' rows.

    Raises
    ------
    ParamsError : there is no such client, or its file is wrong
    """
    path = locate(client, params)
    key = digest([str(path), version.key()])
    resolved = cache.recall("clients", key)
    if resolved is None or resolved.pop("files") != _hashes(resolved["needs"], cache):
        resolved = _resolve(path)
        if resolved["lasting"]:
            cache.remember("clients", key, {**resolved, "files": _hashes(resolved["needs"], cache)})
    base = path.parent
    files = sorted({found for pattern in resolved["patterns"] for found in _expand(base, pattern)})
    sources = {_shown(file, base): cache.sha256(file) for file in files}
    return Subject(
        client=path.stem,
        title=resolved["title"],
        params=str(base),
        language=resolved["language"],
        digest=digest([resolved["params_hash"], sources]) if resolved["hashable"] else None,
        params_hash=resolved["params_hash"],
        currency=resolved["currency"],
        sources=sources,
        notebooks=tuple(resolved["notebooks"]),
    )


def _resolve(path: Path) -> dict[str, Any]:
    """The checked client file, as far as the batch cares, and the files that this holds for.

    Not `lasting` where the environment has a say; not `hashable` where a source is no file.
    """
    from kpilib.params import DEFAULTS, load

    client = load(path)
    beside = [client.logo, client.base / client.file.theme if client.file.theme else None, *client.kpi_files]
    beside += client.lexicons.values()
    return {
        "title": client.title,
        "language": client.file.language,
        "params_hash": client.params_hash,
        "currency": client.file.currency,
        "notebooks": list(client.file.notebooks),
        "patterns": [path for path in client.paths if path],
        "hashable": all(client.paths),
        "needs": [str(file) for file in (path, path.parent / DEFAULTS, *beside) if file],
        "lasting": "${" not in path.read_text("utf-8"),
    }


def _hashes(files: Iterable[str], cache: Cache) -> list[str]:
    return [cache.sha256(Path(file)) if Path(file).is_file() else "" for file in files]


def survey(question: Question) -> dict[str, Any]:
    """The default period and the notebooks that a client's data supports; runs in a worker.

    Returns
    -------
    dict : period (text), notebooks (names in the order of the chapters), first and last day of the data (ISO)

    Raises
    ------
    ParamsError : no source holds a row, so that there is nothing to report on
    """
    from kpilib.params import load
    from kpilib.params.chapters import supported

    client = load(question.client, folder=question.params)
    store = client.outline()
    present = set(store.names)
    if not present:
        said = "; ".join(str(problem) for problem in store.problems[:3])
        raise ParamsError(question.client, "no source holds a row", said or "'kpilib check' says what each file is.")
    period = Period.last_complete(client.file.cadence, store.data_date, store.first_day)
    notebooks = supported(present, client.file.business_model)
    days = {"first": store.first_day.isoformat(), "last": store.data_date.isoformat()}
    return {"period": period.name, "notebooks": notebooks, **days}


def surveyed(found: Subject, answer: dict[str, Any], known: Iterable[str], period: str = "") -> Subject:
    """The subject with what a survey found, as far as its file leaves it open and the notebooks exist.

    Raises
    ------
    PeriodError : the period asked for shares no day with the data
    """
    if period:
        Period.parse(period).meeting(date.fromisoformat(answer["first"]), date.fromisoformat(answer["last"]))
    notebooks = found.notebooks or tuple(name for name in answer["notebooks"] if name in set(known))
    return replace(found, period=found.period or answer["period"], notebooks=notebooks)


def needs_survey(found: Subject, request: Request) -> bool:
    """Whether tables are looked into before the client's jobs: for what is left open, and to read exports only once.

    Kernels that find exports unread would each read them. A warehouse is asked by each of them in any case.
    """
    is_open = not (request.period or found.period) or not (request.notebooks or found.notebooks)
    return is_open or found.digest is not None


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
