"""Which program this is: what other code or other libraries worked out is not taken for this program's own.

Comes in: nothing. Goes out: a name that changes with the code of the figures and the libraries beneath it.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

_ROOMS = ("engine", "exhibits", "kpis", "report", "stats", "tables", "text")
_ENDINGS = (".csv", ".mplstyle", ".py", ".toml")
_LIBRARIES = (
    "babel", "duckdb", "fontpkg-fira-sans", "holidays", "ibis-framework", "manimgx-fonts", "manimgx-fonts-cjk",
    "matplotlib", "noto-cjk-sans-otc", "numpy", "pandas", "pyarrow", "scipy", "sqlglot", "statsmodels", "tzdata",
)  # fmt: skip


@cache
def program() -> str:
    """The name of exactly this program; found out once, as its files are looked at one by one."""
    here = Path(__file__).resolve().parents[1]
    files = [*here.glob("*.py"), *(path for room in _ROOMS for path in (here / room).rglob("*"))]
    told = sorted((str(path.relative_to(here)), path.stat()) for path in files if path.suffix in _ENDINGS)
    states = [(name, state.st_size, state.st_mtime_ns) for name, state in told]
    found = repr((str(here), states, sys.version, [*map(_version, _LIBRARIES)]))
    return hashlib.sha256(found.encode()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
