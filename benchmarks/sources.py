"""How fast a large export is read, checked and cached, beside what pandas needs only to parse it.

Comes in: number of posts. Goes out: seconds, ratios and peak memory on standard output.

    python benchmarks/sources.py [posts]
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = [
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publish time",
    "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Comments", "Saves",
    "Follows",
]  # fmt: skip
WORDS = ["new", "coffee", "today", "brew", "☕", "beans\n\n", "roast,", "morning", "offer", "#acme", "#coffee"]


def write_posts(path: Path, count: int) -> None:
    """An invented content export with captions of several lines."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            text = " ".join(draw.choices(WORDS, k=18))
            stamp = (
                f"{1 + number % 12:02d}/{1 + number % 28:02d}/{2020 + number % 6} {number % 24:02d}:{number % 60:02d}"
            )
            post = 17_800_000_000_000_000 + number * 7
            figures = [draw.randrange(50_000) for _ in range(6)]
            writer.writerow(
                [post, 178414, "acme", "Acme", text, 0, stamp, f"https://www.instagram.com/p/{post:x}/", "IG image", "",
                 "Lifetime", *figures, ""]
            )  # fmt: skip


def plain(path: Path) -> None:
    """What pandas does with the same file: parse it and guess its types."""
    import pandas as pd

    pd.read_csv(path)


def ours(path: Path, cache: Path) -> None:
    """Read, check, deduplicate and keep."""
    from kpilib.sources import SourceSpec, load

    store = load([SourceSpec(path=path.name)], base=path.parent, cache=cache)
    assert not [p for p in store.problems if p.severity == "error"], store.problems[:3]
    print(f"  {store.log[0].kept} posts kept")


def main() -> None:
    """Each measurement runs in a process of its own, so that peak memory is its own."""
    if len(sys.argv) > 2:
        path, cache = Path(sys.argv[2]), Path(sys.argv[3])
        import pandas  # noqa: F401 - imports are no part of either measurement

        import kpilib.sources  # noqa: F401

        start, busy = time.perf_counter(), time.process_time()
        plain(path) if sys.argv[1] == "plain" else ours(path, cache)
        wall, busy = time.perf_counter() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{sys.argv[1]}: {wall:.2f} s, {busy:.2f} s of processors, peak {peak:.2f} GB")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        write_posts(path, count)
        print(f"{count} posts, {path.stat().st_size / 2**20:.0f} MB")
        for what in ("plain", "ours", "ours"):
            subprocess.run([sys.executable, __file__, what, str(path), f"{folder}/cache"], check=True)


if __name__ == "__main__":
    main()
