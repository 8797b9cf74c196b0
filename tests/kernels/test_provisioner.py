"""Forked kernels behave as cold ones do, keep to themselves, and end when they should."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest
from jupyter_core.utils import run_sync

from kpilib.kernels import provisioner, zygote

_GROWTH, _GROWTH_EACH = 4_000_000, 5_000  # bytes: what jupyter_client and zmq keep, altogether and of each kernel

SAME_IN_BOTH = [
    "6 * 7",
    "print('text'); import sys; print('error', file=sys.stderr)",
    "1 / 0",
    "import matplotlib.pyplot as plt\nfigure = plt.figure(figsize=(2, 1)); plt.plot([1, 2, 3]); plt.show()",
    "import matplotlib; matplotlib.get_backend()",
    "import pandas as pd; pd.DataFrame({'a': [1.5, None], 'b': ['x', 'y']})",
    "import duckdb; duckdb.sql('select sum(range) as s from range(1000001)').fetchall()",
    "import ibis; ibis.duckdb.connect().sql('select 1 as one').execute()['one'].tolist()",
    "import pyarrow as pa, pyarrow.compute as pc; pc.sum(pa.array(range(10))).as_py()",
    "__name__, sys.argv[0].endswith(('ipykernel_launcher.py', 'ipykernel_launcher')), sys.path[0]",
    "import os; sorted(os.environ.keys() - {'JPY_PARENT_PID', 'JPY_SESSION_NAME'})",
    "sorted(name for name in dir() if not name.startswith('_'))",
    "import multiprocessing as mp; mp.get_context('fork').Pool(2).map(abs, [-1, -2])",
    "get_ipython().run_line_magic('timeit', '-n1 -r1 -q 1')",
    "import json, decimal, datetime; from dataclasses import dataclass, asdict\n"
    "@dataclass\nclass A:\n    x: int\nimport pickle; pickle.loads(pickle.dumps(A(3)))",
    "!echo shell",
]


def test_forked_output_equals_cold_output(kernel, tmp_path):
    forked = kernel(cwd=str(tmp_path))
    cold = kernel(provisioner="local-provisioner", cwd=str(tmp_path))
    assert forked.forked
    assert not cold.forked
    for code in SAME_IN_BOTH:
        assert _plain(forked.run(code)) == _plain(cold.run(code)), code


def test_a_plot_is_drawn(kernel):
    outputs = kernel().run("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()")
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_another_backend_is_respected(kernel):
    one = kernel(env={"MPLBACKEND": "agg"})
    assert one.forked
    assert one.value("import matplotlib; matplotlib.get_backend()").lower() == "'agg'"


def test_kernels_keep_to_themselves(kernel, tmp_path):
    (tmp_path / "own").mkdir()
    first = kernel(env={"OWN": "first", "TMPDIR": str(tmp_path)}, cwd=str(tmp_path / "own"))
    first.run(
        "import os, pandas as pd, matplotlib as mpl, sys, tempfile; secret = 1; os.environ['LEFT'] = '1'\n"
        "pd.set_option('display.precision', 2); mpl.rcParams['font.size'] = 3; sys.path.append('/left'); os.chdir('/')"
    )
    second = kernel(env={"OWN": "second", "TZ": "Asia/Jakarta"})
    assert first.value("tempfile.gettempdir()") == repr(str(tmp_path))
    assert second.value("'secret' in dir()") == "False"
    assert second.value("import os; (os.environ.get('LEFT'), os.environ['OWN'])") == "(None, 'second')"
    assert second.value("import pandas as pd; pd.get_option('display.precision')") == "6"
    assert second.value("import matplotlib as mpl; mpl.rcParams['font.size'] == 3") == "False"
    assert second.value("import sys; '/left' in sys.path") == "False"
    assert second.value("os.getcwd()") == repr(str(Path.cwd()))
    assert second.value("import time; time.strftime('%z')") == "'+0700'"


def test_a_debugger_knows_the_files_of_the_modules(kernel):
    forked, cold = kernel(), kernel(provisioner="local-provisioner")
    files = "set(get_ipython().kernel.debugger.kernel_modules)"
    assert forked.forked
    assert forked.value(f"__import__('ipykernel.ipkernel').ipkernel.__file__ in {files}") == "True"
    assert forked.value("__import__('ipykernel.ipkernel').ipkernel.sys is __import__('sys')") == "True"
    of_a_cold_one = cold.value(f"{{file for file in {files} if '/ipykernel/' in file}}")
    assert forked.value(f"{of_a_cold_one} - {files} - {{__import__('ipykernel_launcher').__file__}}") == "set()"


def test_random_numbers_differ(kernel):
    draw = "import random, numpy as np, uuid; (random.random(), np.random.random(), np.random.default_rng().random())"
    assert len({kernel().value(draw) for _ in range(3)}) == 3


def test_interrupt(kernel):
    one = kernel()
    asked = one.client.execute("import time; time.sleep(60)")
    time.sleep(0.3)
    one.manager.interrupt_kernel()
    reply = one.client.get_shell_msg(timeout=10)
    assert (reply["parent_header"]["msg_id"], reply["content"]["ename"]) == (asked, "KeyboardInterrupt")
    one.drain()
    assert one.value("1 + 1") == "2"


def test_restart_forgets(kernel):
    one = kernel()
    one.run("x = 1")
    before = one.process.pid
    one.manager.restart_kernel(now=True)
    one.client.wait_for_ready(timeout=30)
    assert one.forked
    assert one.process.pid != before
    assert one.value("'x' in dir()") == "False"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
)
def test_the_end_is_reported(kernel, code, expected):
    one = kernel()
    one.client.execute(code)
    assert one.process.wait(10) == expected
    assert one.process.usage.memory > 10_000_000
    assert not one.manager.is_alive()


def test_shutdown_leaves_exit_code_zero(kernel):
    one = kernel()
    process = one.process
    one.manager.shutdown_kernel()
    assert process.wait(10) == 0


def test_a_killed_kernel_is_seen_gone_at_once(kernel):
    one = kernel()
    process = one.process
    run_sync(one.manager.provisioner.kill)()
    assert process.returncode == -signal.SIGKILL  # nobody has to look again


def test_children_end_with_their_kernel(kernel):
    one = kernel()
    child = int(one.value("import subprocess; subprocess.Popen(['sleep', '600']).pid"))
    one.manager.shutdown_kernel(now=True)
    _gone(child)


def test_death_of_the_zygote_ends_its_kernels_and_the_next_gets_another(kernel, monkeypatch):
    mortal = zygote.Zygote(modules=()).wait()
    monkeypatch.setattr(zygote, "Zygote", partial(zygote.Zygote, modules=()))
    monkeypatch.setenv("KPILIB_ZYGOTE", mortal.address)
    one = kernel()
    assert one.forked
    pid = one.process.pid
    mortal.process.kill()
    assert one.process.wait(10) == -signal.SIGKILL
    _gone(pid)
    two = kernel()
    assert two.forked
    assert two.value("1") == "1"
    mortal.close()


def test_death_of_the_client_leaves_no_orphan(tmp_path):
    program = tmp_path / "client.py"
    program.write_text(
        "import os, sys\n"
        "from jupyter_client.manager import KernelManager\n"
        "km = KernelManager(kernel_name='python3')\n"
        "km.kernel_spec.metadata['kernel_provisioner'] = {'provisioner_name': 'kpilib-fork'}\n"
        "km.start_kernel(); print(km.provisioner.process.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    _gone(int(done.stdout))


def test_a_zygote_ends_with_its_owner(tmp_path):
    program = tmp_path / "owner.py"
    program.write_text(
        "import os\nfrom kpilib.kernels.zygote import Zygote\n"
        "z = Zygote(modules=()).wait(); print(z.process.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    _gone(int(done.stdout))


def test_a_kernel_that_asks_for_too_much_memory_is_told_so(kernel):
    one = kernel(env={"KPILIB_KERNEL_MEMORY": str(200 * 2**20)})
    assert one.run("x = bytearray(1 << 30)")[-1]["ename"] == "MemoryError"
    assert one.value("len(bytearray(50 << 20))") == str(50 << 20)


@pytest.mark.parametrize(("bounds", "handled"), [({"KPILIB_KERNEL_MEMORY": str(2**30)}, True), ({}, False)])
def test_a_bounded_cold_kernel_can_still_say_that_memory_ran_out(kernel, tmp_path, bounds, handled):
    provisioner._warned.clear()
    one = kernel(env={**bounds, "PYTHONPATH": str(tmp_path)})
    assert not one.forked
    assert one.value("MemoryError in get_ipython().custom_exceptions") == str(handled)


def test_a_cold_kernel_opens_tables_as_a_forked_one_does(kernel):
    cold = kernel(provisioner="local-provisioner")
    cold.run("from kpilib.tables import Store; store = Store.from_frames({})")
    assert cold.value("store.connection.raw_sql('SELECT 7').fetchall()") == "[(7,)]"


def test_what_is_read_at_start_needs_a_start(kernel, tmp_path, caplog):
    (tmp_path / "found_only_there.py").write_text("answer = 42\n")
    provisioner._warned.clear()
    one = kernel(env={"PYTHONPATH": str(tmp_path)})
    assert not one.forked
    assert one.value("import found_only_there; found_only_there.answer") == "42"


def test_no_zygote_means_cold_kernels_and_one_line(kernel, monkeypatch, caplog):
    def fail(**_: object) -> str:
        raise zygote.KernelError("zygote", "there is none today")

    monkeypatch.setattr(zygote, "address", fail)
    warned: list[str] = []
    monkeypatch.setattr(provisioner.ForkProvisioner, "_warn", lambda self, error: warned.append(error.what))
    one = kernel()
    assert not one.forked
    assert one.value("2") == "2"
    assert warned == ["there is none today"]


@pytest.mark.parametrize(
    ("command", "forkable"),
    [
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], True),
        ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "x"], True),
        (["/usr/bin/other-python", "-m", "ipykernel_launcher", "-f", "x"], False),
        ([sys.executable, "-m", "other_kernel", "-f", "x"], False),
        (["R", "--slave"], False),
    ],
)
def test_only_plain_kernels_of_this_interpreter_are_forked(command, forkable):
    assert provisioner._forkable(command, {}) is forkable


def test_redirected_streams_are_left_to_the_cold_start():
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "x"]
    assert not provisioner._forkable(command, {"stdout": subprocess.PIPE})


def test_nothing_leaks_over_many_kernels():
    _nothing_leaks(20)


@pytest.mark.slow
def test_nothing_leaks_over_two_hundred_kernels():
    _nothing_leaks(200)


@pytest.mark.soak
def test_nothing_leaks_over_a_thousand_kernels():
    _nothing_leaks(1000)


def _nothing_leaks(number: int) -> None:
    """What a process that starts kernels and the zygote hold does not grow; other tests' memory is not in it."""
    command = [sys.executable, "-m", "tests.kernels.in_a_row", str(number)]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    for before, after in zip(found["before"], found["after"]):
        assert after["descriptors"] <= before["descriptors"] + 2
        assert after["threads"] <= before["threads"] + 2
        assert after["bytes"] - before["bytes"] < _GROWTH + _GROWTH_EACH * number
    assert found["children_of_zygote"] <= 1
    assert found["zombies"] == 0
    assert found["sockets"] == []


def _plain(outputs: list[dict]) -> list[dict]:
    """Outputs without what differs between any two kernels."""
    plain = []
    for output in outputs:
        output = {name: value for name, value in output.items() if name not in ("execution_count", "transient")}
        if output["type"] == "error":
            output["traceback"] = len(output["traceback"])
        plain.append(output)
    streams: dict[str, str] = {}
    for output in plain:
        if output["type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
    return [output for output in plain if output["type"] != "stream"] + [streams]


def _gone(pid: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not Path(f"/proc/{pid}").exists() or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} still runs")
