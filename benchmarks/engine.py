"""How the engine compares with hand-written DuckDB SQL and with pandas, interleaved on the same rows.

Comes in: numbers of rows (default 100000 1000000). Goes out: seconds, ratios and peak memory on standard output.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from kpilib.engine import Settings, evaluate
from kpilib.periods import Period
from kpilib.tables import Store

KPIS = (
    "reach_post_sum", "avg_reach_per_post", "share_rate", "engagements_per_post", "engagement_rate_reach",
    "engagement_rate_impressions", "engagement_rate_views", "applause_rate", "conversation_rate", "amplification_rate",
    "ctr", "avg_watch_time", "completion_rate", "impressions", "views", "likes", "comments", "shares", "saves",
    "clicks", "link_clicks", "engagements", "public_interactions", "posts_published",
)  # fmt: skip
NETWORKS = np.array(["facebook", "instagram", "linkedin", "x", "tiktok"])
YEAR = Period.parse("2026")
_COUNTS = (
    "impressions", "views", "reach", "reactions", "comments", "shares", "saves", "clicks", "link_clicks",
    "video_views", "completed_views",
)  # fmt: skip


def posts(size: int) -> pd.DataFrame:
    """Made-up posts of five networks over one year."""
    draw = np.random.default_rng(1)
    seconds = draw.integers(0, 365 * 86400, size)
    frame = pd.DataFrame({name: draw.poisson(30, size) for name in _COUNTS})
    frame["watch_time_s"] = draw.random(size) * 100
    frame["completed_views"] = np.minimum(frame["completed_views"], frame["video_views"])
    frame["published_at"] = pd.Timestamp(datetime(2026, 1, 1, tzinfo=UTC)) + pd.to_timedelta(seconds, unit="s")
    frame["network"], frame["account"] = NETWORKS[draw.integers(0, 5, size)], "acme"
    frame["post_id"], frame["scope"], frame["published_precision"] = np.arange(size).astype(str), "total", "second"
    return frame


# The same 24 figures with the sums behind their intervals, as a person would write them.
_PAIRS = (
    ("reach", "1"), ("shares", "impressions"), ("shares", "views"), ("e", "1"), ("e", "reach"), ("e", "impressions"),
    ("e", "views"), ("reactions", "1"), ("comments", "1"), ("shares", "1"), ("link_clicks", "impressions"),
    ("link_clicks", "views"), ("watch_time_s", "video_views"), ("completed_views", "video_views"),
)  # fmt: skip
_SUMS = ("reach", "impressions", "views", "reactions", "comments", "shares", "saves", "clicks", "link_clicks", "e", "p")


def hand_written(path: Path) -> str:
    """The SQL for these figures; masked columns, because a FILTER on each sum makes DuckDB six times slower."""
    masks, sums = [], [f"sum({name}), count({name})" for name in _SUMS] + ["count(*)"]
    for n, (a, b) in enumerate(_PAIRS):
        known = f"case when {a} is not null and {b} is not null then"
        masks.append(f"{known} {a}::double end as a{n}, {known} {b}::double end as b{n}")
        sums.append(f"sum(a{n}), sum(b{n}), count(a{n}), sum(a{n}*a{n}), sum(a{n}*b{n}), sum(b{n}*b{n})")
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
    return frame.groupby(["network", "week"])[names].sum(min_count=1)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(size: int, rounds: int = 5) -> None:
    """Print the medians of interleaved rounds."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.from_frames({"posts": posts(size)}, folder=Path(folder))
        sql = hand_written(Path(folder) / "posts.parquet")
        small = size <= 10**6
        frame = store.frame("posts") if small else None
        settings = Settings()
        works: dict[str, Callable[[], object]] = {
            # A store of its own each time: one remembers what it was asked.
            "engine": lambda: evaluate(Store(Path(folder)), KPIS, YEAR, by=["network", "week"], settings=settings),
            "sql": lambda: store.connection.raw_sql(sql).to_arrow_table(),
        }
        if frame is not None:
            works["pandas"] = lambda: with_pandas(frame)
        for work in works.values():
            work()
        taken: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                taken[name].append(seconds(work))
        middle = {name: float(np.median(values)) for name, values in taken.items()}
        ratios = ", ".join(
            f"{name} {value / middle['engine']:.2f}x" for name, value in middle.items() if name != "engine"
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{size:>9} rows: engine {middle['engine']:.2f} s; of it {ratios}; peak {peak:.2f} GB", flush=True)


if __name__ == "__main__":
    for argument in sys.argv[1:] or ["100000", "1000000"]:
        measure(int(float(argument)))
