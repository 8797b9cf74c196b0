"""The client's side of the zygote: starting one, and holding a kernel that it forked.

Comes in: a kernel's command line. Goes out: `ForkedKernel`, which answers like `subprocess.Popen`.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpilib.errors import KernelError
from kpilib.kernels import preload, protocol

_START_SECONDS = 60.0
_PREFIX = "kpilib-"
_LONGEST_ADDRESS = 90  # the system's limit for a Unix socket is 104 or 108 bytes, and zmq adds to ours


@dataclass(frozen=True)
class Usage:
    """What an ended kernel had used: processor seconds, and bytes of memory at its peak."""

    cpu_seconds: float
    memory: int


class Zygote:
    """A zygote process, started here, that ends with this process at the latest."""

    def __init__(self, *, modules: Iterable[str] | None = None, watch: bool = False) -> None:
        """Start it; `wait` until it is ready.

        Parameters
        ----------
        modules : what to import besides the kernel itself; else KPILIB_PRELOAD, else what reports use
        watch : refuse to fork once this library's code on disk has changed
        """
        if not protocol.SUPPORTED:
            raise KernelError("zygote", f"kernels are not forked on {sys.platform}")
        self.folder = private_folder()
        self.address = str(self.folder / "zygote")
        environment = {name: value for name, value in os.environ.items() if name != protocol.ADDRESS}
        command = [sys.executable, "-Xfrozen_modules=off", "-m", "kpilib.kernels.server", self.address]
        self.process = subprocess.Popen(
            [*command, " ".join(preload.chosen() if modules is None else modules), *(["--watch"] if watch else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | preload.ONE_THREAD,
            start_new_session=True,  # Ctrl-C at the terminal is the owner's to decide on
        )
        self.owner = os.getpid()
        atexit.register(self.close)

    def wait(self) -> Zygote:
        """Wait until it has imported everything.

        Raises
        ------
        KernelError : it ended, or took longer than a minute
        """
        stream = self.process.stdout
        assert stream is not None
        if stream.closed:
            return self
        heard, _, _ = select.select([stream], [], [], _START_SECONDS)
        threads = stream.readline().strip() if heard else b""
        stream.close()
        if not threads.isdigit():
            self.close()
            raise KernelError("zygote", f"it did not start (exit code {self.process.poll()})")
        if int(threads) != 1:
            self.close()
            raise KernelError("zygote", f"it has {int(threads)} threads after its imports, and forks only with one")
        return self

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End it, and the kernels it forked."""
        atexit.unregister(self.close)
        if self.owner != os.getpid():
            return
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class ForkedKernel:
    """A forked kernel with the manners of `subprocess.Popen`: poll, wait, send_signal, kill, terminate.

    `orphaned` says that it ended because its zygote did.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> None:
        """Ask the zygote at `address` for a kernel.

        Raises
        ------
        KernelError : the zygote refuses, with its reason as `what`
        OSError : there is no zygote
        """
        self.returncode: int | None = None
        self.usage: Usage | None = None
        self.orphaned = False
        self.connection = protocol.packets()
        self.ready, theirs = os.pipe2(os.O_CLOEXEC)
        try:
            self.connection.connect(address)
            streams = [theirs, _descriptor(sys.__stdout__, 1), _descriptor(sys.__stderr__, 2)]
            protocol.send(self.connection, {"argv": list(argv), "env": dict(env), "cwd": cwd}, streams)
            answer, _ = protocol.receive(self.connection)
            if not answer or "pid" not in answer:
                raise KernelError("zygote", (answer or {}).get("refused", "it is gone"))
        except BaseException:
            self.connection.close()
            os.close(self.ready)
            raise
        finally:
            os.close(theirs)
        self.pid: int = answer["pid"]
        self.connection.setblocking(False)

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs. A kernel ends with its zygote."""
        if self.returncode is None:
            try:
                message, _ = protocol.receive(self.connection)
            except BlockingIOError:
                return None
            except OSError:
                message = None
            self.orphaned = message is None
            if message:
                self.usage = Usage(message["cpu_seconds"], message["memory"])
            self.returncode = message["exit"] if message else -signal.SIGKILL
            self.connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end.

        Raises
        ------
        subprocess.TimeoutExpired : it still runs
        """
        if self.poll() is None:
            select.select([self.connection], [], [], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Signal the kernel, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Let go of it: a kernel without a client is ended by its zygote."""
        self.connection.close()


_own: Zygote | None = None
_failed: KernelError | None = None
_folder: Path | None = None
_lock = threading.Lock()


def address(*, renew: bool = False) -> str:
    """The socket of the zygote to use: the one this process was given to share, else its own, started on first use.

    Raises
    ------
    KernelError : none can be started here
    """
    global _own, _failed
    if _failed is not None:
        raise _failed
    shared = shared_address()
    if shared and not renew:
        return shared
    with _lock:
        if _own is not None and (renew or not _own.alive or _own.owner != os.getpid()):
            _own.close()
            _own = None
        try:
            if _own is None:
                _own = Zygote(watch=True)
            return _own.wait().address
        except KernelError as error:
            _own, _failed = None, error  # it would fail again, and take as long
            raise


def shared_address() -> str:
    """The socket of the zygote that this process was given to share, if that zygote answers; else empty."""
    shared = os.environ.get(protocol.ADDRESS, "")
    return shared if shared and _answers(shared) else ""


def release() -> None:
    """End this process's own zygote, if it has one."""
    global _own
    with _lock:
        if _own is not None:
            _own.close()
            _own = None


def private_folder() -> Path:
    """A new folder for this process alone, with a path that is short enough for sockets.

    Its name tells whose it is, so that what killed processes left is cleared away here.

    Raises
    ------
    KernelError : every place for temporary files has too long a path
    """
    for place in map(Path, (tempfile.gettempdir(), "/tmp")):
        if len(str(place)) < _LONGEST_ADDRESS - 40 and os.access(place, os.W_OK):
            for left in place.glob(f"{_PREFIX}[0-9]*-*"):
                if not _runs(int(left.name.removeprefix(_PREFIX).partition("-")[0])):
                    shutil.rmtree(left, ignore_errors=True)
            return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    raise KernelError("kernels", "no place for sockets has a short enough path", "Set TMPDIR to a short path.")


def sockets_folder() -> Path:
    """This process's folder for the sockets of its kernels, removed at its end."""
    global _folder
    if _folder is None or not _folder.is_dir() or not _folder.name.startswith(f"{_PREFIX}{os.getpid()}-"):
        _folder = private_folder()
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _answers(address: str) -> bool:
    with protocol.packets() as probe:
        try:
            probe.connect(address)
        except OSError:
            return False
        return True


def _descriptor(stream: object, fallback: int) -> int:
    try:
        return stream.fileno()  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return fallback
