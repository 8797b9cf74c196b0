"""The kernelspec "kpilib" gives stock tools forked kernels."""

from __future__ import annotations

import papermill
from nbformat.v4 import new_code_cell, new_notebook

from kpilib.kernels import install


def test_stock_papermill_runs_on_a_forked_kernel(tmp_path, monkeypatch):
    folder = install(prefix=str(tmp_path))
    assert folder == tmp_path / "share/jupyter/kernels/kpilib"
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    cells = [new_code_cell("print('kpilib.kernels.server' in open('/proc/self/cmdline').read())")]
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "kpilib", "display_name": "", "language": "python"}}
    )
    executed = papermill.execute_notebook(notebook, None, progress_bar=False)
    assert executed.cells[0].outputs[0].text == "True\n"
