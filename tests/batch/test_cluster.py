"""The same run on the workers of a Dask scheduler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from kpilib.batch import cluster
from kpilib.errors import ParamsError
from kpilib.kernels import protocol


@pytest.mark.parametrize("address", ["", "local:2", "tcp://scheduler:8786", "tls://10.0.0.1:8786"])
def test_addresses(address):
    assert cluster.valid(address) == address


@pytest.mark.parametrize("address", ["local", "local:x", "scheduler:8786", "http://scheduler"])
def test_other_addresses_are_asked_wrongly(address):
    with pytest.raises(ParamsError, match="local:N"):
        cluster.valid(address)


@pytest.fixture(autouse=True)
def environment_as_before() -> Iterator[None]:
    """A nanny sets PYTHONHASHSEED for this whole process, after which no kernel could be forked here."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def scheduler(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, each a process of its own; its address and the workers."""
    file = tmp_path / "scheduler.json"
    environment = {name: value for name, value in os.environ.items() if name != protocol.ADDRESS}

    def start(module: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(file), *options]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    processes = [start("dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")]
    _until(file.exists)
    worker = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path))
    processes += [start("dask_worker", *worker) for _ in range(2)]
    import json

    _until(lambda: file.read_text().endswith("}"))
    yield json.loads(file.read_text())["address"], processes[1:]
    for process in reversed(processes):
        process.kill()
        process.wait()


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_delivers_although_a_worker_is_killed(project, scheduler, make_figure):
    address, workers = scheduler
    names = [f"client{letter}" for letter in "abcdef"]
    for name in names:
        project.client(name)
    project.notebook("overview", "import time; time.sleep(1)", figures=[make_figure()])
    project.notebook("reach", "import os; print('worker', os.environ['KPILIB_WORKER'])")

    def kill() -> None:
        _until(lambda: list(project.reports.glob("*/2026-10/manifest.json")))
        workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    outcomes = project.run(*names, cluster=address)
    killer.join()
    assert workers[0].wait(10) == -signal.SIGKILL
    assert outcomes.exit_code == 0, project.said.getvalue()
    for name in names:
        assert "report.html" in project.files(name)
    used = {
        line.split()[-1].strip('\\n",')
        for path in project.reports.glob("*/2026-10/notebooks/reach.ipynb")
        for line in path.read_text().splitlines()
        if '"worker ' in line
    }
    assert str(workers[1].pid) in used
    assert project.run(*names, cluster=address)[0].status == "unchanged"


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_of_this_machine(project):
    project.client("acme")
    project.notebook("overview")
    assert project.run("acme", cluster="local:1").exit_code == 0


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_scheduler_is_said_so(project, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    project.client("acme")
    project.notebook("overview")
    with pytest.raises(ParamsError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        project.run("acme", cluster="tcp://127.0.0.1:9")


def _until(condition, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
