"""Kernels that compute and draw, one after the other, as a process of its own: `python -m tests.kernels.in_a_row 200`.

Prints what this process and the zygote held after ten kernels and after the number asked for, as JSON.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from pathlib import Path

import psutil

from kpilib.kernels import zygote
from tests.kernels.kernel import Kernel


def main(number: int) -> dict[str, object]:
    """What was held before and after `number` kernels, and what is left behind."""
    first = Kernel()
    me, server = psutil.Process(), psutil.Process(first.process.pid).parent()
    first.close()
    _cycles(10, server)
    before = [_held(process) for process in (me, server)]
    _cycles(number, server)
    after = [_held(process) for process in (me, server)]
    return {
        "before": before,
        "after": after,
        "children_of_zygote": len(server.children()),
        "zombies": sum(child.status() == psutil.STATUS_ZOMBIE for child in me.children(recursive=True)),
        "sockets": [path.name for path in zygote.sockets_folder().iterdir()],
    }


def _cycles(number: int, server: psutil.Process) -> None:
    for _ in range(number):
        one = Kernel()
        assert one.forked
        drawn = one.run("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()")
        assert any("image/png" in output.get("data", {}) for output in drawn)
        one.close()
    psutil.wait_procs(server.children(), timeout=60)  # a kernel that still ends shares the zygote's memory
    gc.collect()


def _held(process: psutil.Process) -> dict[str, int]:
    """Descriptors, threads, and bytes that no file stands behind: libraries in memory belong to whoever maps them."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    kilobytes = re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE)
    assert kilobytes, "the system does not tell anonymous memory"
    return {"descriptors": process.num_fds(), "threads": process.num_threads(), "bytes": int(kilobytes[1]) * 1024}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
