"""From a fork of the zygote to a kernel of its own: nothing of the zygote's may be left, nothing of a kernel's missing.

Comes in: a request and its descriptors. Goes out: a running IPython kernel, which in the end leaves the process.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, NoReturn

from kpilib.kernels import limits
from kpilib.kernels.preload import INLINE
from kpilib.kernels.protocol import MEMORY

_PR_SET_PDEATHSIG = 1
_known: list[str] = []


def note_modules() -> None:
    """Note, in the zygote and for all its kernels, which files modules come from: a debugger does not stop there."""
    _known[:] = [file for module in sys.modules.copy().values() if (file := getattr(module, "__file__", None))]


def live(
    request: Mapping[str, Any], descriptors: Sequence[int], *, before: Callable[[], None], zygote: int
) -> NoReturn:
    """Become a kernel and run until it ends; then leave, without ever returning into the zygote's code.

    Parameters
    ----------
    request : argv, env, cwd
    descriptors : where to report readiness, standard output, standard error
    before : closes what belongs to the zygote
    zygote : its process id
    """
    code = 1
    try:
        before()
        ready = _settle(request, descriptors, zygote)
        _run(request["argv"], ready, zygote)
        code = 0
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        _leave(code)


def _settle(request: Mapping[str, Any], descriptors: Sequence[int], zygote: int) -> int:
    """A session, environment, folder, standard streams and random numbers of its own; the descriptor for readiness."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ready, stdout, stderr = descriptors
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((null, 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
    for descriptor in (null, stdout, stderr):
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(zygote))
    os.chdir(request["cwd"])
    time.tzset()
    tempfile.tempdir = None
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if allowed := os.environ.get(MEMORY):
        limits.memory(os.getpid(), int(allowed))
    return ready


def _run(argv: Sequence[str], ready: int, zygote: int) -> None:
    """What `python -m ipykernel_launcher` does, in a clean `__main__`."""
    sys.argv = ["ipykernel_launcher", *argv]
    sys.modules["__main__"] = ModuleType("__main__")
    _choose_backend()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=zygote)
    with _modules_unseen():
        app.initialize(list(argv))
    app.kernel._kernel_modules = _known
    if debugger := getattr(app.kernel, "debugger", None):
        debugger.kernel_modules = _known
    if os.environ.get(MEMORY):
        limits.load_ipython_extension(app.shell)
    os.write(ready, b"1")
    os.close(ready)
    app.start()


class _System:
    """`sys` without its modules."""

    modules: Mapping[str, ModuleType] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextlib.contextmanager
def _modules_unseen() -> Iterator[None]:
    """Keep ipykernel from looking at each of two thousand modules: a page that is looked at is shared no longer."""
    from ipykernel import ipkernel

    ipkernel.sys = _System()  # type: ignore[assignment]
    try:
        yield
    finally:
        ipkernel.sys = sys


def _choose_backend() -> None:
    """The backend that a fresh import of matplotlib would have taken from the kernel's environment."""
    matplotlib = sys.modules.get("matplotlib")
    wanted = os.environ.get("MPLBACKEND") or INLINE
    if matplotlib is not None and wanted != INLINE:
        matplotlib.rcParams["backend"] = wanted


def _leave(code: int) -> NoReturn:
    """What the interpreter does at its end, short of unwinding the zygote's frames."""
    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BaseException:
        code = code or 1
    finally:
        os._exit(code)
