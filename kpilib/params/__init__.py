"""The client file: found, read, checked in one pass, merged over the house's defaults.

Comes in: a name in params/ or a path. Goes out: a `Client`, or one ParamsError that lists everything to mend.
"""

from __future__ import annotations

import os
from pathlib import Path

from kpilib.errors import ParamsError, suggest
from kpilib.params.client import Client
from kpilib.params.document import read, shown
from kpilib.params.messages import ClientFileError
from kpilib.params.reference import reference
from kpilib.params.validation import validate

__all__ = ["Client", "ClientFileError", "find_folder", "load", "names", "reference"]
DEFAULTS = "_defaults.yml"
_ENDINGS = (".yml", ".yaml")


def load(name_or_path: str | Path, *, folder: str | Path | None = None) -> Client:
    """The client of this name, or of this YAML file.

    Parameters
    ----------
    name_or_path : a name in params/, or the path of a YAML file
    folder : the params folder; else KPILIB_PARAMS; else the nearest params/ upward from the working directory

    Raises
    ------
    ParamsError : there is no such client; or its file is wrong, with every problem listed
    """
    path = _locate(name_or_path, folder)
    document = read(path)
    defaults = path.parent / DEFAULTS
    if defaults.is_file() and path.name != DEFAULTS:
        document = document.over(read(defaults, may_be_empty=True))
    file, checked = validate(document, path.parent)
    errors = [found for found in checked.problems if found.severity == "error"]
    if errors or file is None:
        raise ClientFileError.of(errors)
    return Client(path.stem, path, file, checked.targets, checked.benchmarks, tuple(checked.problems))


def names(folder: str | Path | None = None) -> list[str]:
    """The clients of a params folder in alphabetical order; files that start with _ or . are no clients."""
    return sorted({path.stem for path in _files(find_folder(folder))})


def find_folder(folder: str | Path | None = None) -> Path:
    """The params folder: the one given, KPILIB_PARAMS, or the nearest params/ upward from the working directory."""
    if given := folder or os.environ.get("KPILIB_PARAMS"):
        found = Path(given).expanduser()
        if not found.is_dir():
            raise ParamsError("params", f"no folder '{given}'", "Name the folder that holds the client files.")
        return found.resolve()
    here = Path.cwd()
    for above in (here, *here.parents):
        if (above / "params").is_dir():
            return above / "params"
    raise ParamsError("params", "no folder params/ here or above", "Go to the project, or set KPILIB_PARAMS.")


def _locate(name_or_path: str | Path, folder: str | Path | None) -> Path:
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith(_ENDINGS) or "/" in text or os.sep in text:
        path = Path(text).expanduser()
        if not path.is_file():
            raise ParamsError(shown(path), "no such file", "Give a name in params/ or the path of a YAML file.")
        return path.resolve()
    params = find_folder(folder)
    found = [path for path in _files(params) if path.stem == text]
    if len(found) > 1:
        raise ParamsError(shown(found[0]), f"'{text}' stands for two files, .yml and .yaml", "Remove one of them.")
    if not found:
        known = sorted(path.stem for path in _files(params))
        hint = suggest(text, known) or (f"Known: {', '.join(known)}." if known else "The folder holds no client file.")
        raise ParamsError(f"{params.name}/", f"no client called '{text}'", hint)
    return found[0].resolve()


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.suffix in _ENDINGS and path.name[0] not in "_."]
