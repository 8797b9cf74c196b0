"""How fast a large export is read, checked, deduplicated and cached, beside what readers need that only parse it.

Comes in: number of posts (default 1000000) and of rounds (default 5). Goes out: seconds, rows per second, ratios and
peak memory on standard output, medians of rounds that take turns, each reading in a process of its own.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

HEADER = [
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publish time",
    "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Comments", "Saves",
    "Follows",
]  # fmt: skip
WORDS = ["new", "coffee", "today", "brew", "☕", "beans\n\n", "roast,", "morning", "offer", "#acme", "#coffee"]


def write_posts(path: Path, count: int) -> None:
    """An invented content export with captions of several lines; every post has its own minute."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            text = " ".join(draw.choices(WORDS, k=18))
            stamp = time.strftime("%m/%d/%Y %H:%M", time.gmtime(1_577_836_800 + 180 * number))
            post = 17_800_000_000_000_000 + number * 7
            figures = [draw.randrange(50_000) for _ in range(6)]
            writer.writerow(
                [post, 178414, "acme", "Acme", text, 0, stamp, f"https://www.instagram.com/p/{post:x}/", "IG image", "",
                 "Lifetime", *figures, ""]
            )  # fmt: skip


def with_pandas(path: Path, cache: Path) -> int:
    """What pandas does with the same file: parse it and guess its types."""
    import pandas as pd

    return len(pd.read_csv(path))


def with_duckdb(path: Path, cache: Path) -> int:
    """What DuckDB does with it: the same, into a table of its own."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table posts as select * from read_csv(?)", [str(path)])
    return connection.execute("select count(*) from posts").fetchall()[0][0]


def with_kpilib(path: Path, cache: Path) -> int:
    """Read as text, convert, check, deduplicate and keep."""
    from kpilib.sources import SourceSpec, load

    store = load([SourceSpec(path=path.name)], base=path.parent, cache=cache)
    assert not [p for p in store.problems if p.severity == "error"], store.problems[:3]
    return store.log[0].kept


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "pandas.read_csv": with_pandas,
    "DuckDB read_csv": with_duckdb,
    "kpilib": with_kpilib,
    "kpilib, unchanged": with_kpilib,  # the cache of the line above is there
}


def measure(way: str, path: Path, cache: Path) -> None:
    """Print one reading; imports are no part of it."""
    import duckdb  # noqa: F401
    import pandas  # noqa: F401

    import kpilib.sources  # noqa: F401

    start, busy = time.perf_counter(), time.process_time()
    rows = WAYS[way](path, cache)
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"rows": rows, "wall": wall, "processor": busy, "peak": peak}))


def main(count: int, rounds: int) -> None:
    """Let the ways take turns and print their medians."""
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        write_posts(path, count)
        print(f"{count} posts, {path.stat().st_size / 2**20:.0f} MB, {rounds} rounds", flush=True)
        for number in range(rounds):
            for way in WAYS:
                command = [sys.executable, __file__, way, str(path), f"{folder}/cache-{number}"]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                taken[way].append(json.loads(done.stdout))
    middle = {way: {key: median(one[key] for one in each) for key in each[0]} for way, each in taken.items()}
    for way, found in middle.items():
        print(
            f"{way:18} {found['wall']:7.3f} s wall, {found['processor']:6.3f} s of processors, "
            f"{found['rows'] / found['wall']:12,.0f} rows/s, peak {found['peak']:.2f} GB"
        )
    for other in ("pandas.read_csv", "DuckDB read_csv"):
        wall, busy = (
            median(ours[key] / theirs[key] for ours, theirs in zip(taken["kpilib"], taken[other]))
            for key in ("wall", "processor")
        )
        print(f"kpilib / {other}: {wall:.2f} wall, {busy:.2f} processors")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
