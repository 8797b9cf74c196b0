"""Which program this is: what other code or other libraries worked out is not taken for this program's own.

Comes in: nothing. Goes out: a name that changes with the code of the figures and the libraries beneath it.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

_ROOMS = ("engine", "kpis", "stats", "tables")
_LIBRARIES = ("duckdb", "holidays", "ibis-framework", "numpy", "pandas", "pyarrow", "sqlglot", "tzdata")


@cache
def program() -> str:
    """The name of exactly this program; found out once, as its files are looked at one by one."""
    here = Path(__file__).resolve().parents[1]
    files = [*here.glob("*.py"), *(path for room in _ROOMS for path in (here / room).rglob("*.[pc][ys]*"))]
    states = sorted((str(path.relative_to(here)), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    found = repr((str(here), states, sys.version, [metadata.version(name) for name in _LIBRARIES]))
    return hashlib.sha256(found.encode()).hexdigest()[:16]
