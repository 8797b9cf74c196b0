"""How the batch compares with a shell loop of papermill and nbconvert, interleaved on the same notebooks.

Comes in: --clients, --rounds, --notebooks, --pdf. Goes out: seconds for each notebook and ratios, on standard output.

A  `papermill` and `jupyter nbconvert --to html` (with --pdf also `--to webpdf`), one after the other
B  `kpilib run --fresh`, which renders HTML and PDF
F  the floor: the notebooks' own code in one process, and both renderings; nothing is faster on one core
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
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PERIOD = "2026-10"
_PR_SET_CHILD_SUBREAPER = 36
ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass
class Measured:
    """Wall-clock and processor seconds of each round, for one notebook."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        wall, processor = sorted(self.wall), sorted(self.processor)
        return f"{wall[0]:7.2f}–{wall[-1]:.2f} s wall {processor[0]:7.2f}–{processor[-1]:.2f} s processor"


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--clients", type=int, default=2, help="copies of the demo client (default 2)")
    words.add_argument("--rounds", type=int, default=2, help="interleaved rounds (default 2)")
    words.add_argument("--notebooks", default="overview,reach", help="default overview,reach")
    words.add_argument("--pdf", action="store_true", help="A also makes a PDF with nbconvert's browser")
    asked = words.parse_args()
    _adopt_orphans()
    names = asked.notebooks.split(",")
    with tempfile.TemporaryDirectory() as folder:
        clients = _clients(Path(folder) / "params", asked.clients)
        number = len(clients) * len(names)
        print(
            f"{number} notebooks ({asked.clients} clients × {', '.join(names)}), {len(os.sched_getaffinity(0))} cores"
        )
        ways: dict[str, Callable[[Path], None]] = {
            "A": lambda out: _shell_loop(Path(folder), clients, names, out, pdf=asked.pdf),
            "B": lambda out: _kpilib(Path(folder), clients, names, out),
            "F": lambda out: _floor(Path(folder), clients, names, out),
        }
        found = {name: Measured() for name in ways}
        ways["B"](Path(folder) / "warm")  # everybody finds the exports read, as on any second run
        for turn in range(asked.rounds):
            for name, way in ways.items():
                _measure(way, Path(folder) / f"{name}{turn}", found[name], number)
                print(f"  round {turn + 1}, {name}: {found[name].wall[-1]:.2f} s for each notebook", flush=True)
    for name, measured in found.items():
        print(f"{name}  {measured}")
    for one, other in (("A", "B"), ("B", "F")):
        wall = median(found[one].wall) / median(found[other].wall)
        processor = median(found[one].processor) / median(found[other].processor)
        print(f"{one} / {other}: {wall:.1f} wall, {processor:.1f} processor")


def _clients(params: Path, number: int) -> list[str]:
    """Copies of the demo client under other names."""
    params.mkdir()
    (params / "exports").symlink_to(ROOT / "params/exports")
    for logo in (ROOT / "params").glob("*.svg"):
        shutil.copy(logo, params)
    text = (ROOT / "params/demo.yml").read_text()
    clients = [f"client{position}" for position in range(number)]
    for client in clients:
        (params / f"{client}.yml").write_text(text)
    return clients


def _measure(way: Callable[[Path], None], out: Path, measured: Measured, number: int) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    way(out)
    measured.wall.append((time.perf_counter() - begun) / number)
    _collect_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    measured.processor.append(seconds / number)


def _adopt_orphans() -> None:
    """Servers that outlive the command that started them become ours, so that their seconds are counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _collect_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _shell_loop(folder: Path, clients: list[str], names: list[str], out: Path, *, pdf: bool) -> None:
    out.mkdir()
    for client in clients:
        for name in names:
            executed = out / f"{client}-{name}.ipynb"
            source = ROOT / f"notebooks/{name}.ipynb"
            _call(folder, BIN / "papermill", source, executed, "-p", "client", client, "-p", "period", PERIOD)
            for kind in ("html", "webpdf") if pdf else ("html",):
                options = ["--disable-chromium-sandbox"] if kind == "webpdf" else []
                _call(folder, BIN / "jupyter", "nbconvert", "--to", kind, *options, executed)


def _kpilib(folder: Path, clients: list[str], names: list[str], out: Path) -> None:
    _call(
        folder, BIN / "kpilib", "run", *clients, "--params", folder / "params", "--period", PERIOD,
        "--notebooks", ",".join(names), "--fresh", "--out", out,
    )  # fmt: skip
    for client in clients:
        made = {path.name for path in (out / client / PERIOD).iterdir()}
        assert {"report.html", "report.pdf"} <= made, made


def _floor(folder: Path, clients: list[str], names: list[str], out: Path) -> None:
    _call(
        folder,
        sys.executable,
        Path(__file__).with_name("floor.py"),
        ROOT / "notebooks",
        PERIOD,
        ",".join(clients),
        ",".join(names),
    )


def _call(folder: Path, *command: object) -> None:
    environment = {
        **os.environ,
        "KPILIB_PARAMS": str(folder / "params"),
        "KPILIB_CACHE": str(folder / "cache"),
        "KPILIB_NOTEBOOKS": str(ROOT / "notebooks"),
    }
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr[-3000:]}")


if __name__ == "__main__":
    main()
