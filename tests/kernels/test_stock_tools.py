"""The tools that people have already run notebooks on forked kernels: nbclient, papermill, a JupyterLab server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import papermill
import psutil
import pytest
import websocket
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from kpilib.kernels import install

FORKED = "print('kpilib.kernels.server' in open('/proc/self/cmdline').read())"
TOKEN = "secret"


@pytest.fixture
def kernelspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kernel "kpilib", installed for this test only."""
    folder = install(prefix=str(tmp_path))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    return folder


def notebook(kernel: str) -> Any:
    spec = {"name": kernel, "display_name": "", "language": "python"}
    return new_notebook(cells=[new_code_cell(FORKED)], metadata={"kernelspec": spec})


def test_papermill(kernelspec, tmp_path):
    assert kernelspec == tmp_path / "share/jupyter/kernels/kpilib"
    executed = papermill.execute_notebook(notebook("kpilib"), None, progress_bar=False)
    assert executed.cells[0].outputs[0].text == "True\n"


def test_nbclient(kernelspec):
    executed = NotebookClient(notebook("kpilib"), kernel_name="kpilib").execute()
    assert executed.cells[0].outputs[0].text == "True\n"


def test_any_python_kernel_by_an_environment_variable(monkeypatch, request):
    # jupyter_client reads the variable once in the life of a process.
    KernelProvisionerFactory.clear_instance()
    request.addfinalizer(KernelProvisionerFactory.clear_instance)
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "kpilib-fork")
    client = NotebookClient(notebook("python3"), kernel_name="python3", kernel_manager_class=AsyncKernelManager)
    assert client.execute().cells[0].outputs[0].text == "True\n"


class Server:
    """JupyterLab's server, spoken to as its page does: REST, and a web socket to a kernel."""

    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.place = process, f"127.0.0.1:{port}"

    def ask(self, place: str, method: str = "GET", /, **content: Any) -> Any:
        body = json.dumps(content).encode() if method == "POST" else None
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://{self.place}/api/{place}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def open(self, kernel: str) -> websocket.WebSocket:
        return websocket.create_connection(f"ws://{self.place}/api/kernels/{kernel}/channels?token={TOKEN}", timeout=60)


@pytest.fixture
def lab(kernelspec: Path, tmp_path: Path) -> Iterator[Server]:
    """A running `jupyter lab`."""
    home = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port=0"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={tmp_path}"]
    process = subprocess.Popen(
        command, env={**os.environ, **home}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
    )
    info = until(lambda: next(iter((tmp_path / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json")), None), process)
    port = until(lambda: _read(info).get("port"), process)
    yield Server(process, port)
    process.terminate()
    process.wait(30)


def test_jupyterlab_starts_interrupts_restarts_and_ends_forked_kernels(lab):
    until(lambda: _answers(lab), lab.process)
    assert "kpilib" in lab.ask("kernelspecs")["kernelspecs"]
    session = lab.ask("sessions", "POST", name="a", path="a.ipynb", type="notebook", kernel={"name": "kpilib"})
    kernel = session["kernel"]["id"]
    channel = lab.open(kernel)
    assert run(channel, FORKED) == ("ok", "True\n")
    pid = int(run(channel, "import os; print(os.getpid())")[1])
    asked = send(channel, "import time; print('waiting', flush=True); time.sleep(60)")
    heard(channel, asked, "stream")
    lab.ask(f"kernels/{kernel}/interrupt", "POST")
    assert heard(channel, asked, "execute_reply")["content"]["ename"] == "KeyboardInterrupt"
    lab.ask(f"kernels/{kernel}/restart", "POST")
    channel.close()
    channel = lab.open(kernel)
    other = int(run(channel, "import os; print(os.getpid())")[1])
    assert other != pid
    channel.close()
    lab.ask(f"sessions/{session['id']}", "DELETE")
    until(lambda: not psutil.pid_exists(other) or psutil.Process(other).status() == psutil.STATUS_ZOMBIE, lab.process)


def send(channel: websocket.WebSocket, code: str) -> str:
    """Ask the kernel to run a cell."""
    name = os.urandom(8).hex()
    header = {"msg_id": name, "msg_type": "execute_request", "username": "", "session": "test", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    channel.send(json.dumps(message))
    return name


def heard(channel: websocket.WebSocket, asked: str, kind: str) -> dict[str, Any]:
    """The next message of a kind about what was asked."""
    while True:
        message = json.loads(channel.recv())
        if message["parent_header"].get("msg_id") == asked and message["msg_type"] == kind:
            return message


def run(channel: websocket.WebSocket, code: str) -> tuple[str, str]:
    """Status and first line of text of a cell that prints."""
    asked = send(channel, code)
    text, status = "", ""
    while not (text and status):
        message = json.loads(channel.recv())
        if message["parent_header"].get("msg_id") == asked:
            text = message["content"].get("text", text)
            status = message["content"]["status"] if message["msg_type"] == "execute_reply" else status
    return status, text


def until(found: Callable[[], Any], process: subprocess.Popen) -> Any:
    """What `found` gives once it gives something."""
    end = time.monotonic() + 120
    while not (answer := found()):
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)
    return answer


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text())
    except ValueError:
        return {}


def _answers(lab: Server) -> bool:
    try:
        return bool(lab.ask("status"))
    except OSError:
        return False
