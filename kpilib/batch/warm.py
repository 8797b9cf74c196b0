"""What every worker needs, imported once in the server that workers are forked from.

Only imports: no thread, no socket, no connection may exist before the fork.
"""

import contextlib
import importlib
import os

from kpilib.kernels.preload import ONE_THREAD

os.environ.update(ONE_THREAD)
_MODULES = (
    "papermill", "nbformat", "pyarrow.parquet", "kpilib.batch.engine", "kpilib.batch.execute", "kpilib.batch.draw",
    "kpilib.batch.restatement", "kpilib.render.checks", "kpilib.render.document", "kpilib.render.paper",
    "kpilib.render.screen",
)  # fmt: skip

for name in _MODULES:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
