"""SQL that was written for a question once: kept in memory, and in a folder that all processes of a machine share.

Comes in: a question, and how to write its SQL. Goes out: the SQL. The folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from kpilib.engine.program import program

_LARGEST = 32 * 2**20
_MOST = 4096
_memory: dict[str, str] = {}  # by question, of any store
_written: dict[str, str] = {}  # lines of other processes, by question
_seen: set[Path] = set()


def sentence(question: str, write: Callable[[], str], *, folder: Path | None) -> str:
    """The SQL of a question.

    Parameters
    ----------
    question : names all that the SQL depends on, but for this library itself
    write : writes the SQL
    folder : where SQL is kept between processes; None: nowhere
    """
    key = hashlib.sha256(question.encode()).hexdigest()[:32]
    if folder and key not in _memory:
        _read(folder)
    if key in _written:
        _recall(key)
    if key not in _memory:
        if len(_memory) >= _MOST:
            _memory.pop(next(iter(_memory)))
        _memory[key] = write()
        if folder:
            _append(folder, key, _memory[key])
    return _memory[key]


def _read(folder: Path) -> None:
    """Take in what other processes wrote, line by line: most speak of other clients and are never looked into."""
    path = folder / f"{program()}.jsonl"
    if path in _seen:
        return
    _seen.add(path)
    with contextlib.suppress(OSError), path.open(encoding="utf-8", errors="replace") as lines:
        _written.update((line[2:34], line) for line in lines)


def _recall(key: str) -> None:
    """Look into the line of a question; one that a killed process left half-written is passed over."""
    with contextlib.suppress(ValueError):
        _, sql, check = json.loads(_written.pop(key))
        if check == _check(sql):
            _memory[key] = sql


def _append(folder: Path, key: str, sql: str) -> None:
    """Add one line with a single write, so that lines of several processes do not mix."""
    path = folder / f"{program()}.jsonl"
    line = f"{json.dumps([key, sql, _check(sql)])}\n".encode()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():  # what an earlier program wrote is of no use
            for old in folder.glob("*.jsonl"):
                old.unlink(missing_ok=True)
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            if os.fstat(target).st_size < _LARGEST:
                os.write(target, line)
        finally:
            os.close(target)


def _check(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()[:8]
