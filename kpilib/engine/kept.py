"""Answers kept beside the tables they were drawn from, for the next process that asks the same of the same tables.

Comes in: a store, a question, and how to answer it. Goes out: the answer. The folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from kpilib.engine.program import program
from kpilib.tables import Store

T = TypeVar("T")
_CHECK = hashlib.sha256().digest_size
_LARGEST = 2**24  # bytes; what is larger is as soon answered again


@dataclass(frozen=True)
class Form(Generic[T]):
    """How an answer is written as bytes, None if it cannot be, and read again exactly as it was."""

    write: Callable[[T], bytes | None]
    read: Callable[[bytes], T]


def kept(store: Store, question: Any, ask: Callable[[], T], form: Form[T]) -> T:
    """The answer to a question, from a file if this program has asked these tables before.

    Parameters
    ----------
    question : its repr names all that the answer depends on, but for the tables and this library
    ask : answers it
    """
    if store.answers is None:
        return ask()
    folder = store.answers / program()
    path = folder / hashlib.sha256(repr(question).encode()).hexdigest()[:32]
    with contextlib.suppress(OSError):
        data = path.read_bytes()
        if hashlib.sha256(data[_CHECK:]).digest() == data[:_CHECK]:
            return form.read(data[_CHECK:])
    answer = ask()
    written = form.write(answer)
    if written is not None and len(written) <= _LARGEST:
        with contextlib.suppress(OSError):
            _write(path, hashlib.sha256(written).digest() + written)
    return answer


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step, so that no reader sees half of it; what another program kept is of no use."""
    if not path.parent.exists():
        shutil.rmtree(path.parent.parent, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


PLAIN: Form[Any] = Form(_dumped, json.loads)  # what JSON tells in full
