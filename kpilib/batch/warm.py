"""What every worker needs, imported and used once in the server that workers are forked from.

No thread, no socket, no connection may exist before the fork; the compiler of PDFs starts threads, so it is left alone.
"""

import contextlib
import gc
import importlib
import os
import sys

from kpilib.kernels import limits
from kpilib.kernels.preload import ONE_THREAD

gc.disable()
limits.give_back()
os.environ.update(ONE_THREAD)
_MODULES = (
    "papermill", "nbformat", "pandas", "pyarrow.parquet", "kpilib.batch.engine", "kpilib.batch.execute",
    "kpilib.batch.draw", "kpilib.batch.restatement", "kpilib.render.checks", "kpilib.render.document",
    "kpilib.render.paper", "kpilib.render.screen",
)  # fmt: skip
_RARE = "☕"  # a character that the commonest faces lack: what all faces have is then known


def _rehearse() -> None:
    """Read, render and look over a report of one line, so that readers, template and faces are ready."""
    import nbformat
    from nbformat.v4 import new_markdown_cell, new_notebook

    from kpilib import render
    from kpilib.batch import figures
    from kpilib.render import characters

    notebook = nbformat.reads(nbformat.writes(new_notebook(cells=[new_markdown_cell("# Title")])), as_version=4)
    figures.to_bytes(figures.collect({"rehearsal": notebook}))
    render.check_html(render.html(render.combine([notebook])), client="")
    characters.showable(_RARE)


# jsonschema takes 0.8 s to load a checker of addresses that notebooks never ask for; it does without if there is none.
_SLOW = "rfc3987_syntax"
sys.modules.setdefault(_SLOW, None)  # type: ignore[arg-type]
for name in _MODULES:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
if sys.modules[_SLOW] is None:
    del sys.modules[_SLOW]
_rehearse()
gc.freeze()  # what is shared with the workers stays shared
gc.enable()
