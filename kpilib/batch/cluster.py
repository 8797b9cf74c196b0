"""The crew of a cluster: the same tasks, carried out by the workers of a Dask scheduler.

Comes in: the address of a scheduler, or local:N. Goes out: answers. Workers must see params/ under the same path.
"""

from __future__ import annotations

import queue
import re
from concurrent.futures import CancelledError
from typing import Any

from kpilib.batch.crew import Answer, Task
from kpilib.errors import KernelError, KpilibError, ParamsError

_LOCAL = re.compile(r"local:(\d+)")
_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://.+")
_CONNECT_SECONDS = 30


class Cluster:
    """Workers of a Dask scheduler; each task is tried again when its worker is lost."""

    def __init__(self, address: str) -> None:
        self._distributed = _distributed()
        self._own = None
        if match := _LOCAL.fullmatch(address):
            # one thread for each process: a kernel's limits and its zygote belong to a process
            self._own = self._distributed.LocalCluster(
                n_workers=int(match[1]), threads_per_worker=1, processes=True, dashboard_address=None
            )
        try:
            self._client = self._distributed.Client(self._own or address, timeout=_CONNECT_SECONDS)
        except OSError as error:
            raise ParamsError("--cluster", f"no scheduler answers at {address} ({error})") from error
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._tasks: dict[Any, Task] = {}

    @property
    def size(self) -> int:
        """How many tasks are worth having under way: one for each thread of the workers there are, and one more."""
        return sum(self._client.nthreads().values()) + 1

    def send(self, task: Task) -> None:
        """Submit a task."""
        future = self._client.submit(_perform, task.function, task.argument, pure=False)
        self._tasks[future.key] = task
        future.add_done_callback(self._done.put)

    def receive(self, timeout: float) -> list[Answer]:
        """The answers that have arrived."""
        answers: list[Answer] = []
        while True:
            try:
                future = self._done.get(timeout=0 if answers else timeout) if timeout else self._done.get_nowait()
            except queue.Empty:
                return answers
            answers.append(self._answer(future))

    def close(self, *, at_once: bool = False) -> None:
        """Leave the scheduler; end it if it was started here."""
        self._client.close()
        if self._own is not None:
            self._own.close()

    def _answer(self, future: Any) -> Answer:
        task = self._tasks.pop(future.key)
        try:
            return Answer(task, future.result())
        except self._distributed.KilledWorker:
            return Answer(task, error=KernelError(task.label, "its workers were lost, again and again"))
        except CancelledError:
            return Answer(task, error=KernelError(task.label, "the cluster dropped it"))
        except KpilibError as error:
            return Answer(task, error=error)
        except Exception as error:
            return Answer(task, error=KernelError(task.label, f"{type(error).__name__}: {error}"))


def valid(address: str) -> str:
    """The address, if it has one of the known forms.

    Raises
    ------
    ParamsError : it has none
    """
    if address and not _LOCAL.fullmatch(address) and not _ADDRESS.fullmatch(address):
        raise ParamsError("--cluster", f"cannot read {address!r}", "Write tcp://HOST:PORT of a scheduler, or local:N.")
    return address


def _perform(function: Any, argument: Any) -> Any:
    """Runs in a worker, which forks its kernels from a zygote of its own."""
    return function(argument)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ParamsError("--cluster", "dask.distributed is not installed", "pip install 'kpilib[cluster]'.") from error
    return distributed
