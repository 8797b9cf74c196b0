"""What tests of several rooms need: a PostgreSQL server of their own, and a line that shows what a test counted."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest


def pytest_terminal_summary(terminalreporter):
    """The print of a test that passes is not shown; what it counted is."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"{report.nodeid.split('::')[-1]}: {text}")


def _binary(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server of its own on the loopback address."""
    initdb, control = _binary("initdb"), _binary("pg_ctl")
    if not initdb or not control:
        pytest.skip("no PostgreSQL server here: install Debian's package 'postgresql'")
    pytest.importorskip("psycopg", reason="the driver 'psycopg' is absent: install kpilib[postgres]")
    # not pytest's folder: every session makes that its own again, so another user's server loses it
    with tempfile.TemporaryDirectory(prefix="kpilib-pg-", ignore_cleanup_errors=True) as name:
        yield from _running(Path(name), initdb, control)


def _running(home: Path, initdb: str, control: str):
    user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres")
        user = {"user": "postgres"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", **user}
    data = str(home / "data")
    subprocess.run([initdb, "-D", data, "-U", "kpi", "--auth=trust", "-E", "UTF8"], **run)
    options = f"-p {port} -h 127.0.0.1 -k {home}"
    subprocess.run([control, "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start"], **run)
    yield f"postgresql://kpi:secret@127.0.0.1:{port}/postgres"
    subprocess.run([control, "-D", data, "-m", "immediate", "stop"], **run)
