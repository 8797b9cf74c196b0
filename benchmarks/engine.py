"""How the engine compares with hand-written DuckDB SQL and with pandas, interleaved on the same rows.

Comes in: numbers of rows (default 1e5 1e6 1e7). Goes out: seconds, ratios and peak memory on standard output.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from kpilib.engine import Settings, evaluate
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store
from kpilib.tables.written import ParquetFile

KPIS = (
    "reach_post_sum", "avg_reach_per_post", "share_rate", "engagements_per_post", "engagement_rate_reach",
    "engagement_rate_impressions", "engagement_rate_views", "applause_rate", "conversation_rate", "amplification_rate",
    "ctr", "avg_watch_time", "completion_rate", "impressions", "views", "likes", "comments", "shares", "saves",
    "clicks", "link_clicks", "engagements", "public_interactions", "posts_published", "reach", "frequency",
)  # fmt: skip
MEDIANS = {"median": ["engagements_per_post"], "post_median": ["engagement_rate_reach"]}
NETWORKS = np.array(["facebook", "instagram", "linkedin", "x", "tiktok"])
YEAR = Period.parse("2026")
_COUNTS = (
    "impressions", "views", "reach", "reactions", "comments", "shares", "saves", "clicks", "link_clicks",
    "video_views", "completed_views",
)  # fmt: skip
_LACKING = {
    "facebook": ["saves"], "instagram": ["clicks", "link_clicks"], "linkedin": ["views", "saves"], "x": ["reach"],
    "tiktok": ["impressions", "link_clicks"],
}  # fmt: skip
_OF_VIDEOS = ["video_views", "completed_views", "watch_time_s"]


def posts(size: int, seed: int = 1, *, gaps: bool = False) -> pd.DataFrame:
    """Made-up posts of five networks over one year; with gaps, networks lack counts and most posts have no video."""
    draw = np.random.default_rng(seed)
    seconds = draw.integers(0, 365 * 86400, size)
    frame = pd.DataFrame({name: draw.poisson(30, size) for name in _COUNTS})
    frame["watch_time_s"] = draw.random(size) * 100
    frame["completed_views"] = np.minimum(frame["completed_views"], frame["video_views"])
    frame["published_at"] = pd.Timestamp(datetime(2026, 1, 1, tzinfo=UTC)) + pd.to_timedelta(seconds, unit="s")
    frame["network"], frame["account"] = NETWORKS[draw.integers(0, 5, size)], "acme"
    frame["post_id"], frame["scope"], frame["published_precision"] = np.arange(size).astype(str), "total", "second"
    return _with_gaps(frame, draw.random(size) < 0.6) if gaps else frame


def _with_gaps(frame: pd.DataFrame, without_video: np.ndarray) -> pd.DataFrame:
    gaps = [(name, frame["network"] == network) for network, names in _LACKING.items() for name in names]
    for name, empty in [*gaps, *((name, without_video) for name in _OF_VIDEOS)]:
        frame[name] = frame[name].mask(empty)
    return frame


def written(size: int, folder: Path, *, gaps: bool = False) -> None:
    """A store of so many posts, a million at a time so that the frames never stand in memory together."""
    step = 10**6
    Store.from_frames({"posts": posts(min(size, step), gaps=gaps)}, folder=folder)
    if size <= step:
        return
    path = folder / "posts.parquet"
    first = pq.read_table(path)
    with ParquetFile(path, first.schema) as file:
        file.add(first)
        for part in range(1, size // step):
            more = Store.from_frames({"posts": posts(step, part + 1, gaps=gaps)})
            file.add(pq.read_table(more.folder / "posts.parquet"))


# The same 26 figures and two medians with the sums behind their intervals, as a person would write them.
_PAIRS = (
    ("reach", "1"), ("shares", "impressions"), ("shares", "views"), ("e", "1"), ("e", "reach"), ("e", "impressions"),
    ("e", "views"), ("reactions", "1"), ("comments", "1"), ("shares", "1"), ("link_clicks", "impressions"),
    ("link_clicks", "views"), ("watch_time_s", "video_views"), ("completed_views", "video_views"),
    ("impressions", "reach"),
)  # fmt: skip
_SUMS = ("reach", "impressions", "views", "reactions", "comments", "shares", "saves", "clicks", "link_clicks", "e", "p")


def hand_written(path: Path) -> str:
    """The SQL for these figures; masked columns, because a FILTER on each sum makes DuckDB six times slower."""
    masks, sums = [], [f"sum({name}), count({name})" for name in _SUMS] + ["count(*)"]
    for n, (a, b) in enumerate(_PAIRS):
        known = f"case when {a} is not null and {b} is not null then"
        masks.append(f"{known} {a}::double end as a{n}, {known} {b}::double end as b{n}")
        sums.append(f"sum(a{n}), sum(b{n}), count(a{n}), sum(a{n}*a{n}), sum(a{n}*b{n}), sum(b{n}*b{n})")
    sums += ["max(reach)", "quantile_cont(e, 0.5)", "quantile_cont(case when reach > 0 then e / reach end, 0.5)"]
    inner = f"select *, reactions+comments+shares+saves as e, reactions+comments+shares as p from '{path}'"
    names = ", ".join(f"{name}::double as {name}" for name in _SUMS)
    return (
        f"select network, account, week, {', '.join(sums)} from (select network, account, "
        f"date_trunc('week', published_at::timestamp) as week, {names}, {', '.join(masks)} from ({inner}) "
        "where published_at >= '2026-01-01' and published_at < '2027-01-01') group by all"
    )


def with_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """The same figures in pandas."""
    frame = frame.assign(week=frame["published_at"].dt.tz_localize(None).dt.to_period("W").dt.start_time)
    frame["e"] = frame[["reactions", "comments", "shares", "saves"]].sum(axis=1, min_count=4)
    frame["p"] = frame[["reactions", "comments", "shares"]].sum(axis=1, min_count=3)
    frame["1"] = 1
    names = list(_SUMS)
    for number, (a, b) in enumerate(_PAIRS):
        known = frame[a].notna() & frame[b].notna()
        above, below = frame[a].where(known).astype(float), frame[b].where(known).astype(float)
        columns = {"a": above, "b": below, "aa": above * above, "ab": above * below, "bb": below * below}
        for name, values in columns.items():
            frame[f"{name}{number}"] = values
            names.append(f"{name}{number}")
    frame["er"] = (frame["e"] / frame["reach"]).where(frame["reach"] > 0)
    groups = frame.groupby(["network", "week"])
    return pd.concat([groups[names].sum(min_count=1), groups["reach"].max(), groups[["e", "er"]].median()], axis=1)


def opened(folder: Path) -> Store:
    """A store of its own for each round, because one remembers what it was asked."""
    store = Store(folder)
    store.table("posts")
    return store


def with_engine(store: Store) -> None:
    """The figures, as three notebooks would ask for them."""
    asked = {"by": ["network", "week"], "settings": Settings()}
    evaluate(store, KPIS, YEAR, **asked)
    for variant, kpis in MEDIANS.items():
        evaluate(store, kpis, YEAR, variant=variant, **asked)


def taken(work: Callable[[Any], object], on: Any) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    start = time.perf_counter(), time.process_time()
    work(on)
    return time.perf_counter() - start[0], time.process_time() - start[1]


def measure(size: int, rounds: int = 5, *, gaps: bool = False) -> None:
    """Print the medians of interleaved rounds, and the peak memory of the engine in a process of its own.

    The store is open, as the connection of the SQL is and as the frame of pandas is in memory; what opening costs is
    printed beside.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _alone("--gaps" if gaps else "--write", str(size), name)
        store, sql = opened(folder), hand_written(folder / "posts.parquet")
        works: dict[str, tuple[Callable[[Any], object], Callable[[], Any]]] = {
            "engine": (with_engine, lambda: opened(folder)),
            "sql": (lambda store: store.connection.raw_sql(sql).to_arrow_table(), lambda: store),
            "opening": (opened, lambda: folder),
        }
        if size <= 10**6:
            frame = store.frame("posts")
            works["pandas"] = (with_pandas, lambda: frame)
        for work, prepared in works.values():
            work(prepared())
        found = {name: np.array([(np.nan, np.nan)] * rounds) for name in works}
        for turn in range(rounds):
            for name, (work, prepared) in works.items():
                found[name][turn] = taken(work, prepared())
        middle = {name: np.median(times, axis=0) for name, times in found.items()}
        clock, processor = middle["engine"]
        ratios = [
            f"engine / {name} {clock / times[0]:.2f} ({processor / times[1]:.2f} of the processor)"
            for name, times in middle.items()
            if name not in ("engine", "opening")
        ]
        told = f"{size:>9} rows{' with gaps' if gaps else ''}: engine {clock:.2f} s ({processor:.2f} of the processor)"
        opening = f"opening {middle['opening'][0]:.3f} s"
        print(f"{told}; {', '.join(ratios)}; {opening}; peak {_alone('--peak', str(folder))} GB", flush=True)


def catalogue(size: int = 50_000) -> None:
    """Print how long the complete catalogue takes for a client with so many posts: first, a new month, and again."""
    store = Store.from_frames({"posts": posts(size)})
    for said, month in (("first", "2026-09"), ("a new month", "2026-10"), ("warm", "2026-10")):
        period = Period.parse(month)
        clock, processor = taken(partial(evaluate, store, CATALOGUE, settings=Settings()), period)
        print(f"{len(CATALOGUE)} KPIs of {size} posts, {said}: {clock:.2f} s ({processor:.2f} s of the processor)")


def _alone(*words: str) -> str:
    """One step in a process of its own, whose memory is then that step's."""
    done = subprocess.run([sys.executable, __file__, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main(words: list[str]) -> None:
    """Run one step, or all sizes."""
    if words[:1] in (["--write"], ["--gaps"]):
        written(int(words[1]), Path(words[2]), gaps=words[0] == "--gaps")
    elif words[:1] == ["--peak"]:
        with_engine(opened(Path(words[1])))
        # Not the resource usage that Python knows: it begins with the size of the process that started this one.
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        print(f"{int(peak.split()[1]) / 2**20:.2f}")
    else:
        for size in words or ["1e5", "1e6", "1e7"]:
            measure(int(float(size)))
        measure(10**6, gaps=True)
        catalogue()


if __name__ == "__main__":
    main(sys.argv[1:])
