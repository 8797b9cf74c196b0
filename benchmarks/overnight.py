"""A night's work: many demo clients with eight notebooks each in one go, then the same command with nothing to do.

Comes in: --clients (default 200), --jobs. Goes out: how time for each notebook grows, memory, the second run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from batch import NOTEBOOKS, PERIOD, ROOT
from memory import Watch

from kpilib import demo

_EACH = len(NOTEBOOKS.split(","))
_UNCHANGED = 100


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--clients", type=int, default=200)
    words.add_argument("--jobs", type=int, default=0, help="default: one for each core")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        clients = [path.stem for path in demo.write(home / "params", clients=asked.clients)]
        jobs = ["--jobs", str(asked.jobs)] if asked.jobs else []
        begun = datetime.now(UTC)
        # Looking takes a fifth of a core if it is done as often as for a short run.
        watch = Watch([*_command(home, clients), *jobs], _environment(home), pause=3.0)
        _tell_growth(home / "reports", begun)
        print(f"peak of memory {watch.peak / 2**20:.0f} MB, a kernel's own {watch.kernel / 2**20:.0f} MB", flush=True)
        some = clients[:_UNCHANGED]
        begun_again = time.perf_counter()
        subprocess.run(_command(home, some), env=_environment(home), check=True, stderr=subprocess.DEVNULL)
        print(f"{len(some)} clients with nothing changed: {time.perf_counter() - begun_again:.1f} s")


def _tell_growth(reports: Path, begun: datetime) -> None:
    """Seconds for each notebook from the start to the 24th, the 240th and the last; how many reports came of it."""
    manifests = sorted((json.loads(path.read_text()) for path in reports.glob("*/*/manifest.json")), key=_made)
    held = sum(manifest["status"] == "held" for manifest in manifests)
    print(f"{len(manifests) - held} reports of {_EACH} notebooks delivered, {held} held")
    for number in dict.fromkeys((24, 240, len(manifests) * _EACH)):
        done = manifests[: number // _EACH]
        if len(done) * _EACH == number:
            wall = (_made(done[-1]) - begun).total_seconds() / number
            steps = [step.get("cpu_seconds") or 0.0 for manifest in done for step in manifest["steps"]]
            print(
                f"  {number:5} notebooks: {wall:.2f} s for each, of it its kernel {sum(steps) / number:.2f} s processor"
            )


def _made(manifest: dict) -> datetime:
    return datetime.fromisoformat(manifest["made"])


def _command(home: Path, clients: list[str]) -> list[object]:
    program = Path(sys.executable).parent / "kpilib"
    where = ["--params", home / "params", "--out", home / "reports"]
    return [program, "run", *clients, *where, "--period", PERIOD, "--notebooks", NOTEBOOKS]


def _environment(home: Path) -> dict[str, str]:
    own = {"KPILIB_CACHE": str(home / "cache"), "KPILIB_NOTEBOOKS": str(ROOT / "notebooks")}
    return {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": ""}


if __name__ == "__main__":
    main()
