"""The zygote's own process: `python -m kpilib.kernels.server SOCKET MODULES [--watch]` imports, then forks kernels.

Comes in: requests (protocol.py). Goes out: kernels. It has one thread and holds no zmq context, event loop or database.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from kpilib.kernels import birth, preload, protocol


class Server:
    """Forks kernels, reports their ends, and ends them when their client has gone."""

    def __init__(
        self, listener: socket.socket, owner: int, environment: dict[str, str], imported: preload.State
    ) -> None:
        self.environment, self.imported = environment, imported
        self.kernels: dict[int, socket.socket] = {}
        self.waker, self._wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.selector.register(owner, selectors.EVENT_READ, self._abandoned)
        self.selector.register(self.waker, selectors.EVENT_READ, self._reap)
        self.running = True

    def serve(self) -> None:
        """Answer until the owner is gone or asks to stop."""
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._stop)
        try:
            while self.running:
                for key, _ in self.selector.select():
                    if key.fileobj in self.selector.get_map():  # an earlier event of this round may have closed it
                        key.data(key.fileobj)
        finally:
            for pid in list(self.kernels):
                _end_group(pid)

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.setblocking(False)
        self.selector.register(connection, selectors.EVENT_READ, self._heard)

    def _heard(self, connection: socket.socket) -> None:
        try:
            request, descriptors = protocol.receive(connection)
        except BlockingIOError:
            return
        except (OSError, ValueError):
            request, descriptors = None, []
        try:
            if request is None:
                self._forget(connection)
            else:
                self._fork(connection, request, descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _fork(self, connection: socket.socket, request: dict[str, Any], descriptors: list[int]) -> None:
        refusal = preload.refusal(request["env"], self.imported)
        if refusal:
            self._tell(connection, {"refused": refusal})
            self._close(connection)
            return
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            request["env"] = {**self.environment, **request["env"]}
            birth.live(request, descriptors, before=self._let_go, zygote=zygote)  # does not return
        self.kernels[pid] = connection
        self._tell(connection, {"pid": pid})

    def _let_go(self) -> None:
        """In the kernel: close everything that is the zygote's."""
        signal.set_wakeup_fd(-1)
        mine: list[Any] = [key.fileobj for key in self.selector.get_map().values()]
        self.selector.close()
        for thing in [*mine, self._wakes]:
            with contextlib.suppress(OSError):
                os.close(thing) if isinstance(thing, int) else thing.close()

    def _reap(self, waker: int) -> None:
        """Report every kernel that has ended, after ending what it left running."""
        with contextlib.suppress(BlockingIOError):
            os.read(waker, 4096)
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            _end_group(ended.si_pid)  # while the dead kernel still holds its number
            _, status, usage = os.wait4(ended.si_pid, 0)
            connection = self.kernels.pop(ended.si_pid, None)
            if connection is not None:
                self._tell(connection, {
                    "exit": os.waitstatus_to_exitcode(status),
                    "cpu_seconds": usage.ru_utime + usage.ru_stime,
                    "memory": usage.ru_maxrss * 1024,
                })  # fmt: skip
                self._close(connection)

    def _forget(self, connection: socket.socket) -> None:
        """The client of a kernel is gone, and its kernel with it."""
        for pid, other in list(self.kernels.items()):
            if other is connection:
                del self.kernels[pid]
                _end_group(pid)
        self._close(connection)

    def _tell(self, connection: socket.socket, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            protocol.send(connection, message)

    def _close(self, connection: socket.socket) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(connection)
        connection.close()

    def _abandoned(self, owner: int) -> None:
        """The owner holds the other end of this pipe: it never writes, so news means its end."""
        self.running = False

    def _stop(self, signum: int, frame: Any) -> None:
        raise SystemExit(0)


def _end_group(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)  # a kernel just forked may not lead a group yet


def main(address: str, modules: list[str], *, watch: bool) -> None:
    """Import, listen, say so, serve; `watch` refuses to fork once the library's files have changed."""
    with contextlib.suppress(ValueError):
        sys.path.remove(str(Path.cwd()))  # `-m` put it there; kernels have their own
    gc.disable()  # what is imported stays, so looking for garbage meanwhile is a fifth of the time for nothing
    environment = preload.everything(modules)
    birth.note_modules()
    listener = protocol.packets()
    listener.bind(address)
    Path(address).chmod(0o600)
    listener.listen(64)
    server = Server(listener, sys.stdin.fileno(), environment, preload.state() if watch else {})
    gc.freeze()  # what is shared with the kernels stays shared
    gc.enable()
    threads = len(list(Path("/proc/self/task").iterdir()))
    sys.stdout.write(f"{threads}\n")
    sys.stdout.flush()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    try:
        server.serve()
    finally:
        shutil.rmtree(Path(address).parent, ignore_errors=True)  # the owner may have been killed


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(), watch="--watch" in sys.argv)
