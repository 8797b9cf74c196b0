"""Running one job: a notebook in a private folder, against a kernel of its own.

Comes in: a `Job`. Goes out: an `Executed`: the notebook as text, whole or up to the cell that failed.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpilib.batch.jobs import Job

_NATIVE = "python3"
_ESSENTIAL = ("client", "period", "compare", "language", "networks")
_START_SECONDS = 60
_TRIES = 2  # a zygote that dies takes its kernels along, whatever their notebooks do
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LONGEST = 400


@dataclass(frozen=True)
class Executed:
    """What became of a job; `error` is empty if the notebook ran to its end."""

    client: str
    notebook: str
    text: str
    error: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float | None = None
    memory: int | None = None
    forked: bool = False


def execute(job: Job) -> Executed:
    """Run one notebook for one client.

    Parameters
    ----------
    job : the notebook's text, its parameters and its limits

    Returns
    -------
    Executed : the notebook's text with outputs; with papermill's banner and an error where it failed
    """
    begun = time.perf_counter()
    for _ in range(_TRIES):
        clients: list[Any] = []
        with tempfile.TemporaryDirectory(prefix="kpilib-", ignore_cleanup_errors=True) as folder:
            text, error = _run(job, Path(folder), clients)
        if not (clients and clients[0].orphaned):
            break
    client = clients[0] if clients else None
    usage = getattr(client, "usage", None)
    return Executed(
        job.client,
        job.notebook,
        text,
        error,
        _notes(job, client.cut if client else 0),
        time.perf_counter() - begun,
        usage.cpu_seconds if usage else None,
        usage.memory if usage else None,
        usage is not None,
    )


def where(job: Job) -> str:
    """The notebook as messages name it."""
    return f"notebooks/{job.notebook}.ipynb"


def _run(job: Job, folder: Path, clients: list[Any]) -> tuple[str, str]:
    """The executed notebook as text, and what stopped it (empty: nothing)."""
    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillException, PapermillExecutionError
    from papermill.iorw import load_notebook_node

    from kpilib.batch import engine

    try:
        notebook = load_notebook_node(nbformat.reads(job.text, as_version=4))
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError, TypeError) as failure:
        return job.text, f"{where(job)}: this is not a notebook ({_line(str(failure))})."
    given, undeclared = _given(notebook, job.parameters)
    if undeclared:
        return job.text, f"{where(job)}: the parameters cell declares no {', '.join(undeclared)}, which this run sets."
    saved, work = folder / f"{job.notebook}.ipynb", folder / "work"
    (work / "tmp").mkdir(parents=True)
    error = ""
    try:
        papermill.execute_notebook(
            notebook,
            str(saved),
            given,
            engine_name=engine.NAME,
            kernel_name=_NATIVE,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            progress_bar=False,
            start_timeout=_START_SECONDS,
            seconds=job.limits.seconds,
            printed=job.limits.printed,
            environment=_environment(job, work),
            folder=str(work),
            clients=clients,
        )
    except PapermillExecutionError as failure:
        error = _failed(job, notebook, failure)
    except (PapermillException, DeadKernelError, RuntimeError) as failure:
        error = f"{where(job)}: it could not be run: {_line(str(failure))}."
    return (_tidy(saved, job) if saved.exists() else job.text), error


def _given(notebook: Any, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters the notebook declares, and those set in earnest that it does not declare."""
    from papermill.inspection import _infer_parameters

    declared = {parameter.name for parameter in _infer_parameters(notebook, name=_NATIVE)}
    given = {name: value for name, value in parameters.items() if name in declared}
    return given, [name for name in _ESSENTIAL if name not in declared and parameters.get(name)]


def _environment(job: Job, work: Path) -> dict[str, str]:
    """The kernel's environment: where the client files are, its own place for temporary files, its limit of memory."""
    return {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",  # many notebooks share the cores
        "OMP_NUM_THREADS": "1",
        "KPILIB_PARAMS": job.params,
        "KPILIB_WORKER": str(os.getpid()),
        "TMPDIR": str(work / "tmp"),
        "KPILIB_KERNEL_MEMORY": str(job.limits.memory),
    }


def _failed(job: Job, notebook: Any, failure: Any) -> str:
    """Which cell of the notebook as its author knows it, under which heading, and why."""
    number, heading = _place(notebook, failure)
    evalue = _line(failure.evalue)
    reason = " ".join(part for part in (failure.ename, evalue) if part)
    if failure.ename in ("TimeLimit", "KernelDied"):
        reason = evalue
    if "MemoryError" in failure.ename or (failure.ename == "KernelDied" and "SIGKILL" in evalue):
        reason += f"; the limit is {job.limits.memory / 2**30:.2g} GB of memory"
    return f"{where(job)}, cell {number}{f' ({heading})' if heading else ''}: {reason}."


def _place(notebook: Any, failure: Any) -> tuple[int, str]:
    """Number of the failed cell, counted from 1 as in the source, and the heading above it."""
    heading = ""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            heading = next((line.strip() for line in cell.source.splitlines() if line.startswith("#")), heading)
        elif cell.source == failure.source:
            return number, heading
    return failure.cell_index + 1, ""


def _tidy(saved: Path, job: Job) -> str:
    """The executed notebook without the paths of this run's private folder, otherwise as papermill wrote it."""
    notebook = json.loads(saved.read_text("utf-8"))
    notebook["metadata"]["papermill"].update(input_path=where(job), output_path=f"{job.notebook}.ipynb")
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))


def _notes(job: Job, cut: int) -> tuple[str, ...]:
    return (f"{where(job)}: {cut} characters of printed text were cut off",) if cut else ()


def _line(text: str) -> str:
    """One line of plain text, without colour codes and without the final full stop."""
    first = next((line for line in _ANSI.sub("", text).splitlines() if line.strip()), "")
    return first.strip().removesuffix(".")[:_LONGEST]
