"""What every worker needs, imported once in the server that workers are forked from.

Only imports: no thread, no socket, no connection may exist before the fork.
"""

import contextlib
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import nbformat  # noqa: F401
import papermill  # noqa: F401

import kpilib.batch.engine
import kpilib.batch.execute

with contextlib.suppress(ImportError):
    import kpilib.render  # noqa: F401
