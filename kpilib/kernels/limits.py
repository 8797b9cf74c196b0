"""Bounds for a kernel's memory, where the system has them.

Comes in: a process and a number of bytes. Goes out: a process whose larger requests for memory fail inside it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path


def memory(pid: int, allowed: int, *, imports: int = 0) -> None:
    """Let a process ask for `allowed` bytes more than it has; beyond, Python raises MemoryError there.

    Parameters
    ----------
    pid : the process
    allowed : bytes
    imports : bytes that libraries will reserve, for a process that has not imported them yet

    Where the system knows no such bound, there is none.
    """
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        bound = _reserved(pid) + imports + allowed
        resource.prlimit(pid, resource.RLIMIT_DATA, (bound, bound))


def _reserved(pid: int) -> int:
    """Bytes of private memory that a process has asked for, used or not."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
