"""The memory of a command with all its processes, shared pages counted once, looked at while it runs.

Comes in: a command. Goes out: its peak, and the most that a single forked kernel had of its own.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Mapping, Sequence

import psutil

_SERVER = "kpilib.kernels.server"


class Watch:
    """Run a command to its end, looking every `pause` seconds, which takes hundredths; `peak`, `kernel` in bytes."""

    def __init__(self, command: Sequence[object], environment: Mapping[str, str], *, pause: float = 0.2) -> None:
        self.peak = self.kernel = 0
        words = [str(word) for word in command]
        with subprocess.Popen(words, env=dict(environment), stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                self._look(psutil.Process(process.pid))
                time.sleep(pause)

    def _look(self, root: psutil.Process) -> None:
        together = 0
        with contextlib.suppress(psutil.Error):
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    memory = process.memory_full_info()
                    together += memory.pss
                    if self._forked(process):
                        self.kernel = max(self.kernel, memory.uss)
        self.peak = max(self.peak, together)

    @staticmethod
    def _forked(process: psutil.Process) -> bool:
        """Whether this is a kernel: a zygote's child looks like the zygote."""
        parent = process.parent()
        return _SERVER in process.cmdline() and parent is not None and _SERVER in parent.cmdline()
