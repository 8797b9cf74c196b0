"""What stands for the program itself in content keys and manifests: versions, code, fonts, the commit.

Comes in: the installed packages. Goes out: plain data that is equal exactly if the program is the same.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

import kpilib
from kpilib.batch.jobs import digest

_ENDINGS = (".py", ".toml", ".typ", ".csv", ".json", ".html", ".css", ".js", ".mplstyle", ".j2", ".svg")
_LIBRARIES = (
    "babel", "duckdb", "ibis-framework", "ipykernel", "matplotlib", "nbconvert", "numpy", "pandas", "papermill",
    "pyarrow", "scipy", "seaborn", "statsmodels", "typst", "xlsxwriter",
)  # fmt: skip
_FONTS = ("fontpkg-fira-sans", "manimgx-fonts", "manimgx-fonts-cjk", "noto-cjk-sans-otc")


@cache
def versions() -> dict[str, str]:
    """Version of kpilib, of its code, of Python, and of the libraries and fonts that figures and pages depend on."""
    found = {"kpilib": _version("kpilib"), "code": code(), "python": platform.python_version()}
    return found | {name: version for name in (*_LIBRARIES, *_FONTS) if (version := _version(name))}


@cache
def key() -> str:
    """One short name for `versions()`."""
    return digest(versions())


@cache
def code() -> str:
    """Hash of the library's own files, so that a change while developing is a change."""
    folder = Path(kpilib.__file__).parent
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _ENDINGS and "__pycache__" not in path.parts:
            found.update(str(path.relative_to(folder)).encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def commit(folder: Path) -> str | None:
    """The git commit a folder stands at, with '+changes' if files differ from it; None outside of git."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return f"{head}+changes" if _git(folder, "status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
