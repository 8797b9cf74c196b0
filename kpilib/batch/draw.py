"""Rendering one issue: its executed notebooks become one document, the document becomes files, the files are checked.

Comes in: a `Drawing`. Goes out: a `Drawn` with the files' bytes and the rules they break. Touches no report.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from kpilib.batch import figures
from kpilib.batch.figures import Restated


@dataclass(frozen=True)
class Drawing:
    """What to render: executed notebooks as text, chapters in order, and the figures of earlier issues.

    `others` are the names of other clients, none of which may appear in the report.
    """

    client: str
    title: str
    period: str
    language: str
    notebooks: Mapping[str, str]
    formats: tuple[str, ...]
    currency: str | None = None
    own: tuple[bytes, ...] = ()
    before: tuple[bytes, ...] = ()
    others: tuple[str, ...] = ()

    def parts(self) -> list[Drawing]:
        """One drawing for each format, so that two processes can make them; paper first, which takes longest."""
        formats = sorted(self.formats, key=lambda kind: kind != "pdf")
        return [replace(self, formats=(kind,)) for kind in formats] or [self]


@dataclass(frozen=True)
class Drawn:
    """The files by name, broken rules by file, and what the notebooks said about their data.

    `cost` is seconds and the peak of memory in bytes for each step; None where the system does not tell.
    `figures` counts the figures shown, `measured` those of them that have a value.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cost: Mapping[str, tuple[float, int | None]] = field(default_factory=dict)
    figures: int = 0
    measured: int = 0
    restated: tuple[Restated, ...] = ()
    missing: tuple[dict[str, Any], ...] = ()
    read: tuple[dict[str, Any], ...] = ()
    problems: tuple[dict[str, Any], ...] = ()

    def with_files_of(self, other: Drawn) -> Drawn:
        """Two parts of one drawing together; what is not of a file is the same in both."""
        files, broken = {**other.files, **self.files}, {**other.broken, **self.broken}
        return replace(self, files=files, broken=broken, cost={**other.cost, **self.cost})


def draw(drawing: Drawing) -> Drawn:
    """Render one issue in the formats asked for.

    Raises
    ------
    RenderError : the document cannot be rendered at all
    """
    import nbformat

    from kpilib import render
    from kpilib.batch import restatement

    notebooks = {name: nbformat.reads(text, as_version=4) for name, text in drawing.notebooks.items()}
    values = figures.collect(notebooks)
    changed = figures.restated(
        values,
        own=map(figures.from_bytes, drawing.own),
        others=map(figures.from_bytes, drawing.before),
    )
    chapters = list(notebooks.values())
    if changed:
        chapters.append(restatement.chapter(changed, chapters, language=drawing.language, currency=drawing.currency))
    files = {"values.parquet": figures.to_bytes(values)}
    cost: dict[str, tuple[float, int | None]] = {}
    broken: dict[str, tuple[str, ...]] = {}
    document = _measured(cost, "combine", partial(render.combine, chapters))
    for kind in drawing.formats:
        name = f"report.{kind}"
        made = _measured(cost, kind, partial(getattr(render, kind), document))
        files[name] = made.encode() if isinstance(made, str) else made
        rules = _measured(cost, f"check {kind}", partial(_check, kind, made, document, drawing))
        if rules:
            broken[name] = tuple(rules)
    measured = values.num_rows - values["value"].null_count
    return Drawn(files, broken, cost, values.num_rows, measured, tuple(changed), **_said(notebooks))


def _check(kind: str, made: Any, document: Any, drawing: Drawing) -> list[str]:
    """The rules of render/checks.py that a file breaks; a workbook has none."""
    from kpilib import render

    check = getattr(render, f"check_{kind}", None)
    return list(check(made, client=drawing.title, others=drawing.others, document=document)) if check else []


def _said(notebooks: Mapping[str, Any]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Missing figures, what was read and data problems, each once, as the notebooks' last cells list them.

    Plain dictionaries: the runner takes them in, and does without the seconds that loading nbformat takes.
    """
    said: dict[str, dict[str, None]] = {"missing": {}, "read": {}, "problems": {}}
    for notebook in notebooks.values():
        for bundle in figures.notes(notebook):
            for kind, entries in said.items():
                texts = (json.dumps(entry, sort_keys=True, default=str) for entry in bundle.get(kind, ()))
                entries |= dict.fromkeys(texts)
    return {kind: tuple(map(json.loads, entries)) for kind, entries in said.items()}


def _measured(cost: dict[str, tuple[float, int | None]], step: str, work: Callable[[], Any]) -> Any:
    """What `work` returns, with its seconds and peak of memory noted."""
    _peak(anew=True)
    begun = time.perf_counter()
    result = work()
    cost[step] = (time.perf_counter() - begun, _peak())
    return result


def _peak(*, anew: bool = False) -> int | None:
    """The most memory this process has had since it was last asked to count `anew`; Linux alone tells."""
    try:
        if anew:
            Path("/proc/self/clear_refs").write_text("5")
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None
