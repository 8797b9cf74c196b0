"""The committed demo's raw exports as SQL views, parsed here once more without kpilib's sources or engine.

Comes in: params/exports/demo. Goes out: a DuckDB connection with views of posts, days, visits, key events and reach.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
from python_calamine import CalamineWorkbook

_VIEWS = """
create view facebook as
select "Post ID" id, strptime("Publish time", '%m/%d/%Y %H:%M')::date as day,
       case "Post type" when 'Photos' then 'image' when 'Reels' then 'reel' when 'Videos' then 'video' else 'link'
       end as type,
       "Views"::bigint as views, "Impressions"::bigint as impressions, "Reach"::bigint as reach,
       "Reactions"::bigint as reactions, "Comments"::bigint as comments, "Shares"::bigint as shares,
       "Link Clicks"::bigint as link_clicks
from fb;

-- A post exported twice counts once, with the figures of the later export.
create view instagram as
select "Post ID" id, strptime("Publish time", '%m/%d/%Y %H:%M')::date as day, substr("Post type", 4) as type,
       "Views"::bigint as views, "Reach"::bigint as reach, "Likes"::bigint as reactions, "Comments"::bigint as comments,
       "Shares"::bigint as shares, "Saves"::bigint as saves
from ig qualify row_number() over (partition by "Post ID" order by exported desc) = 1;

create view youtube as
select "Content" id, strptime("Video publish time", '%b %-d, %Y')::date as day, 'video' as type,
       "Views"::bigint as views, "Likes"::bigint as reactions, "Comments added"::bigint as comments,
       "Shares"::bigint as shares
from yt where "Content" <> 'Total';

create view linkedin as
select "Post link" id, strptime("Created date", '%m/%d/%Y')::date as day,
       case "Content Type" when 'Image' then 'image' when 'Document' then 'document' else 'link' end as type,
       "Impressions"::bigint as impressions, "Likes"::bigint as reactions, "Comments"::bigint as comments,
       "Reposts"::bigint as shares
from li_posts;

create view x as
select "Post id" id, strptime("Date", '%a, %b %-d, %Y')::date as day, null::varchar as type,
       "Impressions"::bigint as impressions, "Likes"::bigint as reactions, "Replies"::bigint as comments,
       "Reposts"::bigint as shares, "Bookmarks"::bigint as saves, "URL Clicks"::bigint as link_clicks
from x_posts;

create view posts as
select 'facebook' as network, * from facebook union all by name
select 'instagram' as network, * from instagram union all by name
select 'youtube' as network, * from youtube union all by name
select 'linkedin' as network, * from linkedin union all by name
select 'x' as network, * from x;

create view days as
select 'x' as network, strptime("Date", '%a, %b %-d, %Y')::date as day, "Impressions"::bigint as impressions,
       "Likes"::bigint as reactions, "Replies"::bigint as comments, "Reposts"::bigint as shares,
       "Bookmarks"::bigint as saves, "Create Post"::bigint as posts, "Unfollows"::bigint as lost,
       "New follows"::bigint as gained, "Profile visits"::bigint as visits
from x_days union all by name
select 'linkedin' as network, strptime("Date", '%m/%d/%Y')::date as day, "Impressions (total)"::bigint as impressions,
       "Reactions (total)"::bigint as reactions, "Comments (total)"::bigint as comments,
       "Reposts (total)"::bigint as shares
from li_days;

-- Every chart of Meta and the totals of YouTube: one metric each.
create view charts as
select network, chart, substr(day, 1, 10)::date as day, value::bigint as value from chart_rows;

-- The counts that params/demo.yml names, as its author read them off the profiles.
create view anchors as
select * from (values ('facebook', date '2025-10-01', 18420), ('instagram', date '2025-10-01', 26310),
  ('linkedin', date '2025-10-01', 2260), ('x', date '2025-10-01', 6150), ('x', date '2026-02-18', 6099),
  ('youtube', date '2025-10-31', 3512), ('youtube', date '2026-08-31', 3957), ('youtube', date '2026-09-30', 4007),
  ('youtube', date '2026-10-31', 4064)) as known(network, day, people);

create view changes as
select network, day, value as people from charts where chart = 'Follows' union all
select network, day, gained - lost from days where network = 'x' union all
select 'linkedin', strptime("Date", '%m/%d/%Y')::date, "Total followers"::bigint from li_new;

create view visits as
select strptime("Date", '%Y%m%d')::date as day, "Session default channel group" as channel,
       "Session default channel group" in ('Organic Social', 'Paid Social') as social,
       "Sessions"::bigint as sessions, "Engaged sessions"::bigint as engaged,
       "Average engagement time per session"::double * "Sessions"::bigint as seconds,
       round("Session key event rate"::double * "Sessions"::bigint) as converting, "Key events"::double as key_events,
       "Total revenue"::double as revenue, case split_part("Session source / medium", ' / ', 1)
         when 'instagram' then 'instagram' when 'l.facebook.com' then 'facebook' when 'facebook' then 'facebook'
         when 't.co' then 'x' when 'linkedin.com' then 'linkedin' end as network
from ga4;

create view key_events as
select "Event name" as event, "Session default channel group" as channel, "Key events"::double as key_events,
       first::date as first, last::date as last
from ga4_events;

create view stated_reach as
select "Network" as network, "From"::date as first, "To"::date as last, "People"::bigint as people from reach;
"""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """The demo's exports as views; every cell is text until SQL casts it."""
    base = duckdb.connect()
    tables = {
        "fb": _csvs(sorted((folder / "meta/facebook").glob("*_*.csv"))),
        "ig": _csvs(sorted((folder / "meta/instagram").glob("*_*.csv"))),
        "yt": _csv(_zipped(next((folder / "youtube").glob("*.zip")), "Table data.csv")),
        "x_posts": _csvs(sorted((folder / "x").glob("account_analytics_content*"))),
        "x_days": _csvs(sorted((folder / "x").glob("account_overview*"))),
        "li_days": _sheet(next((folder / "linkedin").glob("*_content_*")), "Metrics"),
        "li_posts": _sheet(next((folder / "linkedin").glob("*_content_*")), "All posts"),
        "li_new": _sheet(next((folder / "linkedin").glob("*_followers_*")), "New followers", above=0),
        "chart_rows": _charts(folder),
        "ga4": _csv((folder / "web/traffic_acquisition_by_day.csv").read_text(), skip=9),
        "ga4_events": pd.concat([_month(path) for path in sorted((folder / "web").glob("key_events*"))]),
        "reach": _csv((folder / "monthly_reach.csv").read_text()),
    }
    for name, frame in tables.items():
        base.register(name, frame)
    base.execute(_VIEWS)
    return base


def _csv(text: str, *, skip: int = 0) -> pd.DataFrame:
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))[skip:]
    cells = [[cell if cell else None for cell in row] for row in rows if row]
    return pd.DataFrame(cells, columns=header, dtype="string")


def _csvs(paths: list[Path]) -> pd.DataFrame:
    """Files under each other; `exported` orders them by the last day they cover."""
    frames = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            frame = _csv(file.read())
        frames.append(frame.assign(exported=_last_day(path.name)))
    return pd.concat(frames)


def _last_day(name: str) -> str:
    parts = name.split("_")
    if len(parts) > 2 and parts[1][:3].isalpha() and parts[1].count("-") == 2:
        return pd.to_datetime(parts[1], format="%b-%d-%Y").date().isoformat()
    return name


def _zipped(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as packed:
        return packed.read(name).decode()


def _sheet(path: Path, name: str, *, above: int = 1) -> pd.DataFrame:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()[above:]
    texts = [[f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return pd.DataFrame(texts, columns=header, dtype="string")


def _charts(folder: Path) -> pd.DataFrame:
    frames = []
    for network in ("facebook", "instagram"):
        for path in sorted((folder / "meta" / network).glob("*.csv")):
            if "_" not in path.name:
                lines = path.read_text(encoding="utf-16").splitlines()[3:]
                cells = [line.replace('"', "").split(",") for line in lines if line]
                frames.append(pd.DataFrame(cells, columns=["day", "value"]).assign(network=network, chart=path.stem))
    totals = _csv(_zipped(next((folder / "youtube").glob("*.zip")), "Totals.csv"))
    frames.append(totals.set_axis(["day", "value"], axis=1).assign(network="youtube", chart="Views"))
    return pd.concat(frames).astype("string")


def _month(path: Path) -> pd.DataFrame:
    text = path.read_text()
    days = [pd.to_datetime(line.split(": ")[1], format="%Y%m%d") for line in text.splitlines()[:9] if "date: " in line]
    return _csv(text, skip=9).assign(first=days[0].date().isoformat(), last=days[1].date().isoformat())
