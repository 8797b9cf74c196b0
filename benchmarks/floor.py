"""The notebooks' own code in one warm process, and the rendering of what it shows: the floor of benchmarks/batch.py.

Comes in: the notebooks folder, a period, clients, notebooks and formats. Goes out: nothing but time spent.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from kpilib import render


class _Kept(DisplayHook):
    """Keeps what a cell gives: its form is asked for once, and nobody looks for garbage between notebooks."""

    def __call__(self, result: Any = None) -> None:
        if result is not None:
            self.fill_exec_result(result)

    def flush(self) -> None:
        pass


def main(folder: str, period: str, clients: str, names: str, formats: str) -> None:
    """Run and render every client."""
    shell = InteractiveShell.instance(displayhook_class=_Kept)
    gc.freeze()
    for client in clients.split(","):
        notebooks = [_executed(shell, Path(folder) / f"{name}.ipynb", client, period) for name in names.split(",")]
        document = render.combine(notebooks)
        for kind in formats.split(","):
            assert getattr(render, kind)(document)


def _executed(shell: InteractiveShell, path: Path, client: str, period: str) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    shell.reset(new_session=False)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        with capture_output():
            result = shell.run_cell(cell.source)
        result.raise_error()
        if "parameters" in cell.metadata.get("tags", []):
            shell.push({"client": client, "period": period})
        if result.result is not None:
            data, _ = shell.display_formatter.format(result.result)
            cell.outputs = [nbformat.v4.new_output("display_data", data)]
    return notebook


if __name__ == "__main__":
    main(*sys.argv[1:])
