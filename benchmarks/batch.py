"""How the batch compares with a shell loop of papermill and nbconvert, interleaved on the same notebooks and clients.

Comes in: --clients, --notebooks, --formats, --rounds, --sample. Goes out: seconds for each notebook, memory, ratios.

A  `papermill`, then `jupyter nbconvert --to html` (and `--to webpdf`, with Debian's Chromium), one after the other
B  `kpilib run --fresh`
F  the floor: the notebooks' own code in one process, and the renderings; nothing is faster on one core
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from browser import browsers
from memory import Watch

from kpilib import demo

PERIOD = "2026-10"
NOTEBOOKS = "overview,reach,engagement,traffic,leads,customers,returns,content"
_PR_SET_CHILD_SUBREAPER = 36
ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass
class Measured:
    """Wall-clock and processor seconds for each notebook, one entry for each round."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        wall, processor = sorted(self.wall), sorted(self.processor)
        return f"{wall[0]:7.2f}–{wall[-1]:.2f} s wall {processor[0]:7.2f}–{processor[-1]:.2f} s processor"


@dataclass
class Trial:
    """One comparison: where it happens, for whom, what is made."""

    folder: Path
    clients: list[str]
    names: list[str]
    formats: list[str]
    sample: int
    webpdf: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every client with every notebook."""
        return [(client, name) for client in self.clients for name in self.names]

    def shell_loop(self, out: Path) -> int:
        """A, for some of the notebooks: each costs what the one before did. Returns how many."""
        out.mkdir()
        step = max(1, len(self.pairs) // self.sample)
        chosen = self.pairs[::step][: self.sample]
        for client, name in chosen:
            executed = out / f"{client}-{name}.ipynb"
            source = ROOT / f"notebooks/{name}.ipynb"
            self._call(BIN / "papermill", source, executed, "-p", "client", client, "-p", "period", PERIOD)
            self._call(BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", executed)
            if self.webpdf:
                options = ["--no-input", "--disable-chromium-sandbox"]
                self._call(BIN / "jupyter", "nbconvert", "--to", "webpdf", *options, executed)
        return len(chosen)

    def kpilib(self, out: Path) -> int:
        """B, as a user would."""
        self._call(*self.command(out))
        for client in self.clients:
            made = {path.name for path in (out / client / PERIOD).iterdir()}
            assert {f"report.{kind}" for kind in self.formats} <= made, made
        return len(self.pairs)

    def floor(self, out: Path) -> int:
        """F, in a process of its own."""
        words = (PERIOD, ",".join(self.clients), ",".join(self.names), ",".join(self.formats))
        self._call(sys.executable, Path(__file__).with_name("floor.py"), ROOT / "notebooks", *words)
        return len(self.pairs)

    def command(self, out: Path, *more: object) -> list[object]:
        """`kpilib run` for all clients."""
        return [
            BIN / "kpilib", "run", *self.clients, "--params", self.folder / "params", "--period", PERIOD,
            "--notebooks", ",".join(self.names), "--formats", ",".join(self.formats), "--out", out,
            *(more or ("--fresh",)),
        ]  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """Where notebooks and commands find what they need."""
        found = {"PARAMS": self.folder / "params", "CACHE": self.folder / "cache", "NOTEBOOKS": ROOT / "notebooks"}
        own = {f"KPILIB_{name}": str(path) for name, path in found.items()}
        # Compiled modules are kept between processes, as everywhere but in some containers: A starts most processes.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "compiled")}
        return {**os.environ, **own, **kept, "PLAYWRIGHT_BROWSERS_PATH": str(self.folder / "browsers")}

    def _call(self, *command: object) -> None:
        words = [str(word) for word in command]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}\n{done.stderr[-3000:]}")


def main() -> None:
    """Measure and print."""
    asked = _asked()
    _adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        params = Path(folder) / "params"
        clients = [path.stem for path in demo.write(params, clients=asked.clients)]
        trial = Trial(Path(folder), clients, asked.notebooks.split(","), asked.formats.split(","), asked.sample)
        if "pdf" in trial.formats and asked.sample:
            missing = browsers(Path(folder) / "browsers")
            trial.webpdf = not missing
            print(f"A makes HTML only: {missing}" if missing else "A makes its PDF with Debian's Chromium")
        print(f"{len(trial.pairs)} notebooks of {asked.clients} clients, {asked.formats}; {_cores()} cores", flush=True)
        # Once unmeasured: everybody then finds exports read and modules compiled, as on any second run, but no answers.
        # Memory is watched meanwhile.
        watch = Watch(trial.command(Path(folder) / "warm"), trial.environment)
        print(
            f"B  peak of memory {watch.peak / 2**20:.0f} MB, a kernel's own {watch.kernel / 2**20:.0f} MB", flush=True
        )
        if trial.sample:
            replace(trial, sample=1).shell_loop(Path(folder) / "warm-a")
        found = _measured(trial, asked.rounds)
    for name, measured in found.items():
        print(f"{name}  {measured}")
    for one, other in (("A", "B"), ("B", "F")):
        if one in found:
            wall = median(found[one].wall) / median(found[other].wall)
            processor = median(found[one].processor) / median(found[other].processor)
            print(f"{one} / {other}: {wall:.1f} wall, {processor:.2f} processor")


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--clients", type=int, default=3, help="demo clients (default 3)")
    words.add_argument("--notebooks", default=NOTEBOOKS, help="eight by default")
    words.add_argument("--formats", default="html,pdf")
    words.add_argument("--rounds", type=int, default=2, help="interleaved rounds (default 2)")
    words.add_argument("--sample", type=int, default=4, help="notebooks that A is measured on (default 4; 0: no A)")
    return words.parse_args()


def _forget(cache: Path) -> None:
    """Delete what tables have answered: each is measured as the first to ask for this period."""
    for answers in cache.glob("*/stores/*/answers"):
        shutil.rmtree(answers)


def _measured(trial: Trial, rounds: int) -> dict[str, Measured]:
    ways: dict[str, Callable[[Path], int]] = {"A": trial.shell_loop, "B": trial.kpilib, "F": trial.floor}
    if not trial.sample:
        del ways["A"]
    found = {name: Measured() for name in ways}
    for turn in range(rounds):
        for name, way in ways.items():
            _forget(trial.folder / "cache")
            before, begun = _processor(), time.perf_counter()
            number = way(trial.folder / f"{name}{turn}")
            found[name].wall.append((time.perf_counter() - begun) / number)
            _collect_orphans()
            found[name].processor.append((_processor() - before) / number)
            print(f"  round {turn + 1}, {name}: {found[name].wall[-1]:.2f} s for each notebook", flush=True)
    return found


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _adopt_orphans() -> None:
    """Servers that outlive the command that started them become ours, so that their seconds are counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _collect_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
