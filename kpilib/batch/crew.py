"""The crew: long-lived worker processes of this machine, one for each core, that are handed one task at a time.

Comes in: tasks. Goes out: answers as they come; a lost worker is replaced and its task tried once more.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from typing import Any, Protocol

from kpilib.errors import KernelError
from kpilib.kernels import protocol
from kpilib.kernels.zygote import Zygote, private_folder, shared_address

_PRELOAD = ["kpilib.batch.warm"]
_TASKS_EACH = 60  # papermill leaves a few threads and sockets behind in each run
_TRIES = 2
_FAREWELL_SECONDS = 5.0


@dataclass(frozen=True)
class Task:
    """A function of one argument to be called somewhere else, within `seconds`.

    `heavy`: it takes so much memory that a new worker takes it, and goes home afterwards. `kernel`: it starts one.
    """

    function: Callable[[Any], Any]
    argument: Any
    label: str
    seconds: float = 600.0
    heavy: bool = False
    kernel: bool = False


@dataclass(frozen=True)
class Answer:
    """What came of a task: a result, or the error that stopped it."""

    task: Task
    result: Any = None
    error: Exception | None = None


class Crew(Protocol):
    """Whoever carries out tasks: processes of this machine, or a cluster."""

    @property
    def size(self) -> int:
        """How many tasks are worth having under way."""

    def send(self, task: Task) -> None:
        """Take on a task; not more than `size` at a time are worth sending."""

    def receive(self, timeout: float) -> list[Answer]:
        """The answers that have arrived, after waiting at most `timeout` seconds for the first."""

    def close(self, *, at_once: bool = False) -> None:
        """Let everybody go, tasks under way being dropped."""


class Workers:
    """Worker processes of this machine."""

    def __init__(
        self, size: int, *, modules: Iterable[str] | None = None, warn: Callable[[str], None] | None = None
    ) -> None:
        """Hire the first.

        Parameters
        ----------
        size : how many there may be
        modules : what the zygote of their kernels imports; None: its own choice
        warn : who is told that kernels start cold
        """
        self._size = size
        zygote = _zygote(modules, warn)  # imports while the first workers start
        self._context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
        if hasattr(self._context, "set_forkserver_preload"):
            self._context.set_forkserver_preload(_PRELOAD)
        self.scratch = private_folder()
        self._environment = dict(os.environ)  # the server that workers are forked from may be older
        self._waiting: deque[tuple[Task, int]] = deque()
        self._workers: list[_Worker] = []
        self._leaving: list[_Worker] = []
        self._zygote, self._warn_of = zygote, warn
        if shared := shared_address():
            self._environment[protocol.ADDRESS] = shared
        elif zygote:
            self._environment[protocol.ADDRESS] = zygote.address
            self._hire()

    @property
    def size(self) -> int:
        """The number of workers."""
        return self._size

    def send(self, task: Task) -> None:
        """Hand the task to a free worker, or keep it until one is free; the first kernel waits for the zygote."""
        if self._zygote and task.kernel:
            self._zygote = _ready(self._zygote, self._warn_of)
        self._waiting.append((task, 1))
        self._assign()

    def receive(self, timeout: float) -> list[Answer]:
        """The answers that have arrived; lost tasks are tried again before they are given up."""
        busy = {worker.reader: worker for worker in self._workers if worker.task}
        if not busy:
            return []
        wait = min([timeout, *(max(0.0, worker.deadline - time.monotonic()) for worker in busy.values())])
        ready = connection.wait(list(busy), wait)
        answers = [answer for reader in ready if (answer := self._take(busy[reader]))]
        for worker in busy.values():
            if worker in self._workers and worker.task and time.monotonic() >= worker.deadline:
                answers.append(self._overdue(worker))
        self._assign()
        return answers

    def close(self, *, at_once: bool = False) -> None:
        """Send everybody home; whoever does not leave in time is killed."""
        self._waiting.clear()
        for worker in self._workers:
            worker.dismiss(at_once=at_once or worker.task is not None)
        end = time.monotonic() + _FAREWELL_SECONDS
        for worker in (*self._workers, *self._leaving):
            worker.bury(max(0.0, end - time.monotonic()))
        self._workers.clear()
        self._leaving.clear()
        if self._zygote:
            self._zygote.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _assign(self) -> None:
        for gone in [worker for worker in self._leaving if not worker.process.is_alive()]:
            gone.bury(0)
            self._leaving.remove(gone)
        while self._waiting and (worker := self._free(heavy=self._waiting[0][0].heavy)):
            task, attempt = self._waiting.popleft()
            if not worker.give(task, attempt):
                self._drop(worker)
                self._waiting.appendleft((task, attempt))

    def _free(self, *, heavy: bool) -> _Worker | None:
        """A worker without a task; for a heavy one a new worker, which does not hold what earlier tasks left behind."""
        worker = next((worker for worker in self._workers if worker.task is None), None)
        if worker and heavy and worker.done:
            self._retire(worker)
            worker = None
        return self._hire() if worker is None and len(self._workers) < self._size else worker

    def _retire(self, worker: _Worker) -> None:
        """Send a worker home without waiting for its end: the next is hired meanwhile."""
        worker.dismiss()
        self._workers.remove(worker)
        self._leaving.append(worker)

    def _hire(self) -> _Worker:
        worker = _Worker(self._context, str(self.scratch), self._environment)
        self._workers.append(worker)
        return worker

    def _take(self, worker: _Worker) -> Answer | None:
        task, attempt = worker.task, worker.attempt
        assert task is not None
        try:
            result, error = worker.reader.recv()
        except (EOFError, OSError):
            self._drop(worker)
            if attempt < _TRIES:
                self._waiting.appendleft((task, attempt + 1))
                return None
            return Answer(task, error=KernelError(task.label, f"its worker process {worker.end()}, {attempt} times"))
        worker.task = None
        worker.done += 1
        if worker.done >= _TASKS_EACH or task.heavy:
            self._retire(worker)
        return Answer(task, result, error)

    def _overdue(self, worker: _Worker) -> Answer:
        task = worker.task
        assert task is not None
        worker.dismiss(at_once=True)
        self._drop(worker)
        return Answer(
            task, error=KernelError(task.label, f"no answer after {task.seconds:.0f} seconds; its worker was stopped")
        )

    def _drop(self, worker: _Worker) -> None:
        worker.bury(_FAREWELL_SECONDS)
        self._workers.remove(worker)


def _zygote(modules: Iterable[str] | None, warn: Callable[[str], None] | None) -> Zygote | None:
    """A zygote for all workers, still importing; None where there can be none, or where one is shared already."""
    try:
        return None if shared_address() else Zygote(modules=modules)
    except (KernelError, OSError) as error:
        _warn(warn, error)
        return None


def _ready(zygote: Zygote, warn: Callable[[str], None] | None) -> Zygote | None:
    try:
        return zygote.wait()
    except KernelError as error:
        _warn(warn, error)
        return None


def _warn(warn: Callable[[str], None] | None, error: Exception) -> None:
    if warn:
        warn(f"Kernels start cold, which is slower: {getattr(error, 'what', error)}.")


class _Worker:
    """One worker process and the task it has in hand."""

    def __init__(self, context: Any, scratch: str, environment: dict[str, str]) -> None:
        self.reader, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, scratch, environment), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.attempt = self.done = 0
        self.deadline = 0.0

    def give(self, task: Task, attempt: int) -> bool:
        """Hand over a task; False if the worker is gone."""
        try:
            self.reader.send((task.function, task.argument))
        except OSError:
            return False
        self.task, self.attempt, self.deadline = task, attempt, time.monotonic() + task.seconds
        return True

    def dismiss(self, *, at_once: bool = False) -> None:
        """Ask the worker to leave: after its task, or at once."""
        if at_once:
            self.process.terminate()
        else:
            with contextlib.suppress(OSError):
                self.reader.send(None)

    def bury(self, patience: float) -> None:
        """Wait for the end of the process, and bring it about after `patience` seconds."""
        self.process.join(patience)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.reader.close()

    def end(self) -> str:
        """How the process ended, in words."""
        code = self.process.exitcode
        return f"was ended by {signal.Signals(-code).name}" if code and code < 0 else f"ended with exit code {code}"


def _work(tasks: connection.Connection, scratch: str, environment: dict[str, str]) -> None:
    """Life of a worker: take a task, answer it, until there are no more or the runner is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to decide on
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_mourn, daemon=True).start()
    os.environ.update(environment)
    tempfile.tempdir = scratch
    with contextlib.suppress(EOFError, OSError):
        for function, argument in iter(tasks.recv, None):
            answer: tuple[Any, Exception | None]
            try:
                answer = (function(argument), None)
            except Exception as error:  # whatever it is, it is this task's, and the others go on
                answer = (None, error)
            _answer(tasks, answer)


def _answer(tasks: connection.Connection, answer: tuple[Any, Exception | None]) -> None:
    """Send an answer; what cannot travel goes as text."""
    try:
        if answer[1] is not None:
            pickle.loads(pickle.dumps(answer[1]))
        tasks.send(answer)
    except (TypeError, AttributeError, ValueError, pickle.PickleError) as error:
        said = f"{type(answer[1]).__name__}: {answer[1]}" if answer[1] else f"its result cannot travel ({error})"
        tasks.send((None, KernelError("", said)))


def _leave(signum: int, frame: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + signum)


def _mourn() -> None:
    """End this worker when the runner has ended, however that came about."""
    runner = parent_process()
    if runner is not None:
        connection.wait([runner.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
