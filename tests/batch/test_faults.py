"""Kills, full disks and neighbours: nothing is lost, the others are delivered, the exit code is right."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kpilib.batch import publish
from kpilib.batch.crew import Answer, Task, Workers
from kpilib.kernels import protocol, zygote


def test_a_killed_worker_is_replaced_and_its_task_done_again(project, tmp_path):
    marker = tmp_path / "killed"
    killer = f"import os, pathlib\nmarker = pathlib.Path({str(marker)!r})\n"
    killer += "if not marker.exists():\n    marker.touch()\n    os.kill(int(os.environ['KPILIB_WORKER']), 9)\n"
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview", killer)
    assert [outcome.status for outcome in project.run("acme", "bolt", jobs=1)] == ["delivered", "delivered"]
    assert marker.exists()


def test_a_worker_killed_twice_holds_only_its_report(project):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview", "import os\nif client == 'acme':\n    os.kill(int(os.environ['KPILIB_WORKER']), 9)")
    outcomes = project.run("acme", "bolt")
    assert outcomes.exit_code == 1
    assert [outcome.status for outcome in outcomes] == ["held", "delivered"]
    assert "its worker process was ended by SIGKILL, 2 times" in outcomes[0].reasons[0]


def test_a_killed_zygote_is_replaced_and_its_notebooks_run_again(project, tmp_path, monkeypatch):
    mortal = zygote.Zygote(modules=()).wait()
    monkeypatch.setenv(protocol.ADDRESS, mortal.address)
    monkeypatch.setenv("KPILIB_PRELOAD", "")
    marker = tmp_path / "killed"
    killer = f"import os, pathlib\nmarker = pathlib.Path({str(marker)!r})\n"
    killer += (
        "if not marker.exists():\n    marker.touch()\n    os.kill(os.getppid(), 9)\n    import time; time.sleep(30)"
    )
    project.client("acme")
    project.notebook("overview", killer)
    project.notebook("reach")
    assert [outcome.status for outcome in project.run("acme")] == ["delivered"]
    assert mortal.process.wait(5) == -signal.SIGKILL
    mortal.close()


def test_a_task_that_never_answers_is_stopped():
    crew = Workers(1)
    try:
        crew.send(Task(time.sleep, 600, "slow", seconds=0.5))
        answers = _answers(crew, 1)
        assert "no answer after 0 seconds" in str(answers[0].error)
        crew.send(Task(abs, -3, "next"))
        assert _answers(crew, 1)[0].result == 3
    finally:
        crew.close()


def test_errors_come_back_and_the_worker_lives_on():
    crew = Workers(1)
    try:
        for argument in ("x", -2):
            crew.send(Task(abs, argument, "abs"))
        answers = _answers(crew, 2)
        assert [type(answers[0].error), answers[1].result] == [TypeError, 2]
    finally:
        crew.close()


def test_a_killed_run_goes_on_where_it_was(project):
    for name in ("acme", "bolt"):
        project.client(name)
    slow = "import time\nif client == 'bolt':\n    time.sleep({})"
    project.notebook("overview", slow.format(60))
    project.notebook("reach")
    command = _command(project, "acme", "bolt")
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    _until(lambda: (project.reports / "acme/2026-10/manifest.json").is_file())
    _until(lambda: len(list((project.reports / ".cache/jobs").glob("*/*.json"))) == 3)
    children = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.wait()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert not alive
    made = project.manifest("acme")["made"]
    assert not (project.reports / "bolt").exists()
    project.notebook("overview", slow.format(0))
    assert [outcome.status for outcome in project.run("acme", "bolt")] == ["delivered", "delivered"]
    assert project.manifest("acme")["made"] != made
    assert project.run("acme", "bolt").exit_code == 0


def test_ctrl_c_stops_cleanly_and_keeps_what_is_done(project):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview", "import time\nif client == 'bolt':\n    time.sleep(60)")
    run = subprocess.Popen(_command(project, "acme", "bolt"), stderr=subprocess.PIPE, text=True, start_new_session=True)
    _until(lambda: (project.reports / "acme/2026-10/manifest.json").is_file())
    children = psutil.Process(run.pid).children(recursive=True)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 1
    assert "What is done is kept" in said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(children, timeout=15)
    assert not alive
    assert (project.reports / "index.html").is_file()
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob(f"kpilib-{run.pid}-*"))


def test_two_runs_at_once_on_the_same_folder(project):
    names = ["acme", "bolt", "cask"]
    for name in names:
        project.client(name)
    project.notebook("overview", "import time; time.sleep(0.2)")
    runs = [subprocess.Popen(_command(project, *names, fresh=True), stderr=subprocess.PIPE) for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=120)
        assert run.returncode == 0, said
    for name in names:
        assert project.files(name) == {"report.html", "values.parquet", "manifest.json", "notebooks/overview.ipynb"}
    assert [outcome.status for outcome in project.run(*names)] == ["unchanged"] * 3


def test_a_full_disk_holds_what_does_not_fit_and_keeps_the_rest(project, monkeypatch):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview")
    project.run("acme")
    page = (project.reports / "acme/2026-10/report.html").read_bytes()
    project.client("acme", reach=99)
    whole = publish.publish

    def full(reports, folder, files):
        if folder.startswith("acme") and "report.html" in files:
            raise OSError(28, "No space left on device")
        return whole(reports, folder, files)

    monkeypatch.setattr(publish, "publish", full)
    outcomes = project.run("acme", "bolt")
    assert [outcome.status for outcome in outcomes] == ["held", "delivered"]
    assert "No space left on device" in outcomes[0].reasons[0]
    assert (project.reports / "acme/2026-10/report.html").read_bytes() == page


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_is_really_full(project):
    project.client("acme")
    project.notebook("overview")
    project.reports.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(project.reports)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no mounting here")
    try:
        outcome = project.run("acme")[0]
        assert outcome.status == "held"
        assert "No space left on device" in outcome.reasons[0]
        assert not (project.reports / "acme/2026-10/report.html").exists()
    finally:
        subprocess.run(["umount", "-l", str(project.reports)], check=True)


def _command(project, *clients: str, fresh: bool = False) -> list[str]:
    """A run in a process of its own, which Ctrl-C reaches even where whoever started these tests ignores it."""
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from kpilib.batch import version; version.key = lambda: 'this version'\n"
        "from kpilib.batch.runner import run; from kpilib.batch.progress import Lines\n"
        f"sys.exit(run({list(clients)!r}, params={str(project.params)!r}, out={str(project.reports)!r}, "
        f"notebook_folder={str(project.notebooks)!r}, period='2026-10', formats=['html'], jobs=2, fresh={fresh}, "
        f"notebooks={[path.stem for path in project.notebooks.glob('*.ipynb')]!r}, show=Lines()).exit_code)"
    )
    return [sys.executable, "-c", program]


def _answers(crew: Workers, number: int) -> list[Answer]:
    answers: list[Answer] = []
    end = time.monotonic() + 60
    while len(answers) < number and time.monotonic() < end:
        answers += crew.receive(1.0)
    return answers


def _until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
