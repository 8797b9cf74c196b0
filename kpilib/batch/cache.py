"""What earlier runs worked out: executed notebooks by content key, surveys of clients, hashes of files.

Comes in: keys. Goes out: what was stored under them, or nothing. A cache that cannot be read or written is only slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kpilib.batch.execute import Executed

FOLDER = ".cache"
_LIMIT = 2 * 2**30
_ABANDONED_SECONDS = 24 * 3600
_FRESH_NS = 2_000_000_000  # a file changed this recently may change again without a new time stamp


class Cache:
    """The folder `.cache` beside the reports; everything in it may be deleted at any time."""

    def __init__(self, reports: Path, *, limit: int = _LIMIT) -> None:
        self.folder = reports / FOLDER
        self.limit = limit
        self._hashes: dict[str, list[Any]] = _read_json(self.folder / "hashes.json") or {}
        self._changed = False

    def executed(self, key: str) -> Executed | None:
        """The notebook executed under this key, if it is still as it was stored."""
        if not key:
            return None
        record = _read_json(self._job(key, ".json"))
        if record is None:
            return None
        try:
            text = self._job(key, ".ipynb").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        if hashlib.sha256(text.encode()).hexdigest() != record.pop("sha256", None):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._job(key, ".ipynb"))
        return Executed(**{**record, "text": text, "notes": tuple(record["notes"])})

    def keep(self, key: str, executed: Executed) -> None:
        """Store a notebook that ran to its end."""
        if not key or executed.error:
            return
        record = asdict(executed)
        text = record.pop("text")
        record["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        with contextlib.suppress(OSError):
            write(self._job(key, ".ipynb"), text.encode())
            write(self._job(key, ".json"), json.dumps(record).encode())

    def recall(self, kind: str, key: str) -> dict[str, Any] | None:
        """What was found out about something, such as what a client's data holds."""
        return _read_json(self.folder / kind / f"{key}.json") if key else None

    def remember(self, kind: str, key: str, found: dict[str, Any]) -> None:
        """Store what was found out; without a key, nothing may be stored."""
        if key:
            with contextlib.suppress(OSError):
                write(self.folder / kind / f"{key}.json", json.dumps(found).encode())

    def sha256(self, path: Path) -> str:
        """Hash of a file's bytes; files whose size and time have not changed are not read again."""
        state = path.stat()
        name = str(path)
        known = self._hashes.get(name)
        if known and known[:3] == [state.st_size, state.st_mtime_ns, state.st_ino]:
            return known[3]
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if time.time_ns() - state.st_mtime_ns > _FRESH_NS:
            self._hashes[name] = [state.st_size, state.st_mtime_ns, state.st_ino, found]
            self._changed = True
        return found

    def close(self) -> None:
        """Write the hashes down and keep the folder within its bounds."""
        if self._changed:
            with contextlib.suppress(OSError):
                write(self.folder / "hashes.json", json.dumps(self._hashes).encode())
        self.trim()

    def trim(self) -> None:
        """Remove what killed runs left, and the notebooks that were not used for longest, until the rest fits."""
        for left in (self.folder / "prepared").glob("*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
        stored = []
        for path in (self.folder / "jobs").glob("*/*.ipynb"):
            with contextlib.suppress(OSError):
                state = path.stat()
                stored.append((state.st_mtime_ns, state.st_size, path))
        excess = sum(size for _, size, _ in stored) - self.limit
        for _, size, path in sorted(stored):
            if excess <= 0:
                return
            excess -= size
            for name in (path, path.with_suffix(".json")):
                name.unlink(missing_ok=True)

    def clean(self) -> None:
        """Forget everything."""
        self._hashes, self._changed = {}, False
        shutil.rmtree(self.folder, ignore_errors=True)

    def _job(self, key: str, suffix: str) -> Path:
        return self.folder / "jobs" / key[:2] / f"{key}{suffix}"


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time.

    Raises
    ------
    OSError : the disk is full, or the folder may not be written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
