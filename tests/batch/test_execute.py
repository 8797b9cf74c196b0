"""One notebook that misbehaves: what is said of it, and what is kept of it."""

from __future__ import annotations

import json

import pytest

from kpilib.batch import engine
from kpilib.batch.execute import execute
from kpilib.batch.jobs import Job, Limits
from kpilib.kernels import protocol, zygote

STUBBORN = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
"""


@pytest.fixture
def job(make_source, tmp_path):
    """A job of a notebook with these cells."""

    def make(*cells: str, **limits: float) -> Job:
        parameters = {"client": "acme", "period": "2026-10", "compare": "", "language": "en", "networks": []}
        given = Limits(**{"seconds": 30.0, **limits})
        return Job("acme", str(tmp_path), "reach", make_source(*cells), parameters, given, "key")

    return make


@pytest.mark.parametrize(
    ("cells", "limits", "said"),
    [
        (["raise ValueError('no \\x1b[31mred\\x1b[0m\\nsecond line')"], {}, "cell 3: ValueError no red."),
        (["## Followers", "{}['followers']"], {}, "cell 4 (## Followers): KeyError 'followers'."),
        (["while True: pass"], {"seconds": 1.5}, "cell 3: the notebook ran longer than 1.5 seconds."),
        (["import time; time.sleep(0.4)"] * 5, {"seconds": 1.5}, "the notebook ran longer than 1.5 seconds."),
        (["x = bytearray(10 ** 10)"], {"memory": 2**28}, "cell 3: MemoryError; the limit is 0.25 GB of memory."),
        (["x = []\nwhile True: x.append(bytes(100_000))"], {"memory": 2**28}, "MemoryError; the limit is 0.25 GB"),
        (["import numpy; x = numpy.ones(2 ** 27)"], {"memory": 2**28}, "MemoryError Unable to allocate 1.00 GiB"),
        ([STUBBORN], {"seconds": 1.5}, "cell 3: the notebook ran longer than 1.5 seconds."),
        (["exit()", "1"], {}, "cell 3: it called exit()."),
        (["import sys; sys.exit(3)"], {}, "cell 3: SystemExit 3."),
        (["import os; os._exit(4)"], {}, "the kernel ended with exit code 4, as if a cell had called exit()."),
        (["import os; os.kill(os.getpid(), 11)"], {}, "cell 3: the kernel was ended by SIGSEGV."),
        (["import os; os.kill(os.getpid(), 9)"], {}, "the kernel was ended by SIGKILL; the limit is 4 GB of memory."),
        (["def broken(:"], {}, "cell 3: SyntaxError"),
    ],
)
def test_a_bad_notebook_is_told_in_one_line_and_kept(job, cells, limits, said):
    executed = execute(job(*cells, **limits))
    assert executed.error.startswith("notebooks/reach.ipynb, cell ")
    assert said in executed.error
    assert "\n" not in executed.error
    assert "papermill-error-cell" in executed.text


def test_a_good_notebook_is_kept_with_its_cost(job):
    executed = execute(job("print(client, period)"))
    assert executed.error == ""
    assert "acme 2026-10" in executed.text
    assert executed.forked
    assert 0 < executed.cpu_seconds < 30
    assert executed.memory > 10_000_000


def test_a_hundred_megabytes_of_text_are_cut(job):
    executed = execute(job("print('x' * 100_000_000); print('y' * 1000)", printed=1000, seconds=300.0))
    assert executed.error == ""
    assert len(executed.text) < 50_000
    assert executed.notes[0].endswith("characters of printed text were cut off")


def test_a_notebook_that_forks_still_ends(job):
    executed = execute(job("import os\nif os.fork() == 0:\n    import time; time.sleep(600)", "1 + 1"))
    assert executed.error == ""


def test_a_fork_that_goes_on_as_if_it_were_the_kernel_does_no_harm(job):
    executed = execute(job("import os\nforked = os.fork()", "print('parent' if forked else 'child')"))
    assert executed.error == ""
    assert "child" not in executed.text.replace("parent' if forked else 'child'", "")


def test_what_is_no_notebook_is_said_so(job):
    broken = job("1")
    for text in ("{not json", "[]", json.dumps({"cells": 3})):
        executed = execute(Job(**{**broken.__dict__, "text": text}))
        assert executed.error.startswith("notebooks/reach.ipynb: ")
        assert "not a notebook" in executed.error


def test_every_job_has_a_folder_of_its_own(job):
    code = (
        "import os, tempfile; print(os.getcwd(), tempfile.gettempdir(), os.environ['KPILIB_PARAMS'], os.listdir('.'))"
    )
    first, second = execute(job(code)), execute(job(code))
    assert first.text != second.text
    assert "['tmp']" in first.text


def test_a_zygote_that_dies_while_a_kernel_starts_costs_the_notebook_nothing(job, monkeypatch):
    mortal = zygote.Zygote(modules=()).wait()
    monkeypatch.setenv(protocol.ADDRESS, mortal.address)
    monkeypatch.setenv("KPILIB_PRELOAD", "")
    shake_hands = engine._shake_hands

    async def after_a_death(channels, seconds):
        if mortal.alive:
            mortal.process.kill()
            mortal.process.wait()
        return await shake_hands(channels, seconds)

    monkeypatch.setattr(engine, "_shake_hands", after_a_death)
    executed = execute(job("print('done')"))
    mortal.close()
    assert (executed.error, "done" in executed.text) == ("", True)
