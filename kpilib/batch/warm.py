"""What every worker needs, imported once in the server that workers are forked from.

Only imports: no thread, no socket, no connection may exist before the fork.
"""

import contextlib
import importlib
import os
import sys

from kpilib.kernels.preload import ONE_THREAD

os.environ.update(ONE_THREAD)
_MODULES = (
    "papermill", "nbformat", "pyarrow.parquet", "kpilib.batch.engine", "kpilib.batch.execute", "kpilib.batch.draw",
    "kpilib.batch.restatement", "kpilib.render.checks", "kpilib.render.document", "kpilib.render.paper",
    "kpilib.render.screen",
)  # fmt: skip

# jsonschema takes 0.8 s to load a checker of addresses that notebooks never ask for; it does without if there is none.
_SLOW = "rfc3987_syntax"
sys.modules.setdefault(_SLOW, None)  # type: ignore[arg-type]
for name in _MODULES:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
if sys.modules[_SLOW] is None:
    del sys.modules[_SLOW]
