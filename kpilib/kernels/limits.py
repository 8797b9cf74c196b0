"""Bounds for a kernel's memory, where the system has them.

Comes in: a process and a number of bytes. Goes out: a process whose larger requests for memory fail inside it, or one
that gives memory back.
"""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path
from typing import Any

_RESERVE = 256 * 2**20  # to say what happened, when everything else is used up
_M_MMAP_THRESHOLD = -3  # of malloc.h
_LARGE = 128 * 2**10  # where the C library begins


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
        resource.prlimit(pid, resource.RLIMIT_DATA, (bound, bound + _RESERVE))


def give_back() -> None:
    """Have larger pieces of memory returned to the system as soon as they are free, here and in processes forked later.

    The C library begins so, but keeps pieces of a size that it has seen freed, up to 32 MB. Where there is no such
    library, nothing changes.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


def load_ipython_extension(shell: Any) -> None:
    """Make a bounded kernel say what happened; cold ones take this as `--IPKernelApp.extra_extensions`."""
    shell.set_custom_exc((MemoryError,), report)


def report(shell: Any, etype: Any, value: Any, traceback: Any, tb_offset: int | None = None) -> None:
    """IPython's handler of MemoryError in a bounded kernel: a small error message must not fail for want of memory."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    shell.showtraceback((etype, value, traceback), tb_offset=tb_offset)


def _reserved(pid: int) -> int:
    """Bytes of private memory that a process has asked for, used or not."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
