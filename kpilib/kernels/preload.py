"""What the zygote imports and touches before the first fork, and when a kernel must not be forked from it.

Comes in: the environment. Goes out: warm modules. Nothing here may start a thread, open a socket, a loop or a database.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kpilib.kernels import rehearsal

INLINE = "module://matplotlib_inline.backend_inline"
# Read once, when the interpreter or a library starts: a kernel that wants another value needs a start of its own.
_AT_START = (
    "PYTHONPATH", "PYTHONHOME", "PYTHONHASHSEED", "PYTHONUTF8", "PYTHONOPTIMIZE", "PYTHONDEVMODE", "PYTHONWARNINGS",
    "PYTHONMALLOC", "LD_PRELOAD", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "MPLCONFIGDIR", "MATPLOTLIBRC",
)  # fmt: skip
_KERNEL = (  # its debugger alone takes 60 ms
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.completer",
    "IPython.core.magics", "IPython.core.historyapp", "IPython.core.pylabtools", "IPython.display",
    "IPython.extensions.storemagic", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "faulthandler", "jedi", "jupyter_client.localinterfaces", "pdb", "psutil", "resource", "sqlite3",
    "tornado.platform.asyncio",
)  # fmt: skip
REPORTS = (  # what every report uses; some of it these libraries themselves import only when it is first needed
    "numpy", "pandas", "pandas.io.parquet", "pandas.io.formats.style", "pandas.core.methods.to_dict",
    "pandas.core.arrays.arrow._arrow_utils", "pandas.core.reshape.reshape", "pyarrow.parquet", "pyarrow.dataset",
    "pyarrow.acero", "duckdb", "ibis", "ibis.backends.duckdb", "ibis.backends.duckdb.converter",
    "ibis.formats.pandas", "ibis.expr.types.groupby", "sqlglot", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "babel.dates", "babel.numbers", "jinja2",
    "PIL.PngImagePlugin", "scipy.optimize", "yaml", "tzdata", "encodings.utf_8_sig", "encodings.utf_16_be",
    "kpilib.report", "kpilib.exhibits", "kpilib.compare", "kpilib.params", "kpilib.sources", "kpilib.text",
)  # fmt: skip
_NOW_AND_THEN = ("seaborn", "scipy.stats")  # what analysts' own notebooks use; seconds to import
MODULES = (*REPORTS, *_NOW_AND_THEN)
# Set before the zygote starts. Linear algebra and Arrow's allocator would start threads at import, and a fork carries
# their locks along without the threads that would release them. The system's allocator gives memory back: a kernel is
# smaller by a sixth. The database's own would hold what it has freed for ten seconds, which a kernel hardly lives: a
# quarter of its memory.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "DUCKDB_JE_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",
}
# These look for IPython when they are imported. Imported here, where there is none, they would stay blind in the
# kernel, which then draws no figures and says nothing.
_LOOK_FOR_IPYTHON = ("matplotlib_inline.backend_inline", "matplotlib_inline.config", "tqdm.auto", "tqdm.autonotebook")

State = dict[Path, int]


def chosen() -> Sequence[str]:
    """What to import besides the kernel itself: the modules that KPILIB_PRELOAD names, else what reports use."""
    asked = os.environ.get("KPILIB_PRELOAD")
    return MODULES if asked is None else asked.split()


def needed(notebooks: Iterable[str]) -> Sequence[str]:
    """As `chosen`, without slow modules that none of these notebooks names."""
    texts = list(notebooks)
    unused = {name for name in _NOW_AND_THEN if not any(name.partition(".")[0] in text for text in texts)}
    return [name for name in chosen() if name not in unused]


def everything(modules: Iterable[str] = MODULES) -> dict[str, str]:
    """Import all modules that are there, and walk once through what they build on first use.

    Returns
    -------
    dict : environment variables that the imports set, as they would in a kernel
    """
    before = dict(os.environ)
    asked = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = INLINE  # matplotlib takes its backend from here at import, as it does in a kernel
    for name in (*_KERNEL, *modules):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "duckdb" in sys.modules:
        _close_database()
    if "matplotlib" in sys.modules:
        _draw()
    if "kpilib.report" in sys.modules:
        rehearsal.report()
    for name in _LOOK_FOR_IPYTHON:
        sys.modules.pop(name, None)
    os.environ.pop("MPLBACKEND")
    if asked is not None:
        os.environ["MPLBACKEND"] = asked
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def state() -> State:
    """The files of this library that are in memory, with their times: code may change while the zygote lives."""
    files = (getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith("kpilib"))
    return {path: path.stat().st_mtime_ns for file in files if file and (path := Path(file)).exists()}


def refusal(environment: Mapping[str, str], imported: State) -> str:
    """Why a kernel with this environment cannot be forked here; empty if it can."""
    for name in _AT_START:
        if environment.get(name) != os.environ.get(name):
            return f"{name} differs"
    for path, modified in imported.items():
        try:
            current = path.stat().st_mtime_ns
        except OSError:
            current = None
        if current != modified:
            return "stale"
    return ""


def _close_database() -> None:
    """Importing duckdb opens its default database, with a thread for each core; a closed one opens again when used."""
    import duckdb

    duckdb.default_connection().close()


def _draw() -> None:
    """One small figure without pyplot, so that fonts, layout and writer are ready and no figure is left."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    axes.plot([1, 2], [3, 4], label="line")
    axes.set_title("title")
    axes.legend()
    FigureCanvasSVG(figure).print_svg(io.StringIO())
