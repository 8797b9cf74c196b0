"""Workers of this machine."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from kpilib.batch.crew import Answer, Task, Workers, cores


@pytest.fixture
def crew() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def finish(crew: Workers, number: int) -> list[Answer]:
    answers: list[Answer] = []
    while len(answers) < number:
        answers += crew.receive(30.0)
    return answers


def test_tasks_are_done_elsewhere_and_their_answers_come_back(crew):
    for number in range(5):
        crew.send(Task(divmod, 0, "wrong number of arguments") if number == 3 else Task(abs, -number, str(number)))
    answers = {answer.task.label: answer for answer in finish(crew, 5)}
    assert [answers[name].result for name in "0124"] == [0, 1, 2, 4]
    assert isinstance(answers["wrong number of arguments"].error, TypeError)
    crew.send(Task(eval, "__import__('os').getpid()", "who"))
    assert finish(crew, 1)[0].result != os.getpid()


def test_a_heavy_task_has_a_worker_of_its_own(crew):
    who = "__import__('os').getpid()"
    workers = []
    for heavy in (False, True, False):
        crew.send(Task(eval, who, "who", heavy=heavy))
        workers.append(finish(crew, 1)[0].result)
    assert len(set(workers)) == 3


def kept(size: int) -> int:
    """Bytes still held after a piece of memory was given back whose like had been given back before."""
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    for _ in range(2):
        before = psutil.Process().memory_info().rss
        piece = library.malloc(size)
        library.malloc(1000)  # above it, where it would stand in the way
        ctypes.memset(piece, 1, size)
        library.free(piece)
    return psutil.Process().memory_info().rss - before


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux is told so")
def test_large_pieces_of_memory_are_given_back(crew):
    crew.send(Task(kept, 16 * 2**20, "memory"))
    assert finish(crew, 1)[0].result < 2**20


def test_what_cannot_travel_goes_as_text(crew):
    crew.send(Task(eval, "__import__('threading').Lock()", "lock"))
    assert "cannot travel" in str(finish(crew, 1)[0].error)


def test_nothing_is_left(crew):
    crew.send(Task(abs, -1, "one"))
    finish(crew, 1)
    processes = [worker.process for worker in crew._workers]
    assert crew.scratch.is_dir()
    crew.close()
    assert not any(process.is_alive() for process in processes)
    assert not crew.scratch.exists()
    assert threading.active_count() < 20


def test_nothing_to_do_is_nothing_to_wait_for(crew):
    assert crew.receive(60.0) == []
    assert cores() >= 1
