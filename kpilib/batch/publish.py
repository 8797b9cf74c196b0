"""Putting a report under its name: prepared aside, then moved there whole; the one before stays until that moment.

Comes in: the files of a report. Goes out: reports/<client>/<period>/, never half-made.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kpilib.batch.cache import FOLDER, write

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def publish(reports: Path, folder: str, files: Mapping[str, bytes]) -> Path:
    """Put the files of a report under its name, in place of an earlier report.

    Parameters
    ----------
    reports : the reports folder
    folder : the report's folder below it, such as acme/2026-10
    files : relative path -> content; these and no others will be there

    Raises
    ------
    OSError : the disk is full or may not be written; the earlier report stands
    """
    final = reports / folder
    with prepared(reports) as new:
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            _sync(path)
        final.parent.mkdir(parents=True, exist_ok=True)
        _move(new, final)
    return final


def add(reports: Path, folder: str, files: Mapping[str, bytes]) -> Path:
    """Put single files beside what stands in a report's folder, each whole or not at all."""
    for name, content in files.items():
        write(reports / folder / name, content)
    return reports / folder


@contextlib.contextmanager
def locked(reports: Path, folder: str) -> Iterator[None]:
    """Keep other runs from publishing the same report meanwhile; where files cannot be locked, hope for the best."""
    path = reports / FOLDER / "locks" / f"{folder.replace('/', '__')}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as stream:
        try:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass
        yield


@contextlib.contextmanager
def prepared(reports: Path) -> Iterator[Path]:
    """A folder on the disk of the reports, gone afterwards with whatever is still in it."""
    place = reports / FOLDER / "prepared"
    place.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=place))
    try:
        new = aside / "report"
        new.mkdir()
        yield new
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move(new: Path, final: Path) -> None:
    """Swap the two folders in one step where the system can, else in two."""
    if not final.exists():
        new.rename(final)
        return
    if _exchange(new, final):
        return
    aside = new.with_name("before")
    final.rename(aside)
    try:
        new.rename(final)
    except OSError:
        aside.rename(final)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Linux's renameat2; False where there is none, so that the caller does it in two steps."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _sync(path: Path) -> None:
    """Have the bytes on the disk before the folder gets its name, so that a power cut leaves no empty report."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
