"""What the zygote imports, and when it must not fork."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kpilib.kernels import preload


def test_an_environment_read_at_start_is_refused():
    same = dict(os.environ)
    assert preload.refusal(same, {}) == ""
    assert preload.refusal(same | {"OTHER": "1"}, {}) == ""
    assert preload.refusal(same | {"PYTHONPATH": "/elsewhere"}, {}) == "PYTHONPATH differs"


def test_changed_code_is_stale(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("a = 1\n")
    imported = {module: module.stat().st_mtime_ns}
    assert preload.refusal(os.environ, imported) == ""
    os.utime(module, ns=(1, 1))
    assert preload.refusal(os.environ, imported) == "stale"
    module.unlink()
    assert preload.refusal(os.environ, imported) == "stale"


def test_what_is_imported_can_be_chosen(monkeypatch):
    assert preload.chosen() == preload.MODULES
    monkeypatch.setenv("KPILIB_PRELOAD", "pandas mylibrary.charts")
    assert preload.chosen() == ["pandas", "mylibrary.charts"]


def test_the_library_is_watched():
    assert Path(preload.__file__) in preload.state()


def test_one_thread_and_no_figure_after_all_imports():
    program = (
        "import os, sys; from kpilib.kernels import preload; preload.everything()\n"
        "import matplotlib._pylab_helpers as helpers\n"
        "blind = [name for name in preload._LOOK_FOR_IPYTHON if name in sys.modules]\n"
        "print(len(os.listdir('/proc/self/task')), len(helpers.Gcf.figs), blind, os.environ.get('MPLBACKEND'))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"} | preload.ONE_THREAD
    command = [sys.executable, "-Xfrozen_modules=off", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["1", "0", "[]", "None"]


def test_the_database_gives_back_what_a_question_took():
    program = (
        "import duckdb, psutil\n"
        "base, process = duckdb.connect(config={'threads': 1}), psutil.Process()\n"
        "base.execute('SELECT 1').fetchall()\n"
        "before = process.memory_info().rss\n"
        "base.execute(\"SELECT count(DISTINCT i::varchar || ' and more text') FROM range(300000) r(i)\").fetchall()\n"
        "print(process.memory_info().rss - before)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=os.environ | preload.ONE_THREAD, capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 8 * 2**20  # about 20 MB while it was asked
