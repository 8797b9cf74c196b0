"""TikTok account exports: days, videos, followers, viewers, groups of followers.

Comes in: CSV whose days often carry no year. Goes out: accounts_daily, posts, audience, period_totals.
"""

import pyarrow.compute as pc

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.ranges import exported_in_name, stamp
from kpilib.sources.rows import Rows

_DAY = F("Date", order="no-year")
_OWN = {"network": "tiktok", "scope": "total"}

TIKTOK_OVERVIEW = Preset(
    name="tiktok_overview",
    what="Days of a TikTok account",
    evidence="R: one Overview.csv",
    needs=("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"),
    parts=(
        Part(
            "accounts_daily",
            {
                "date": _DAY,
                "views": "Video Views",
                "video_views": "Video Views",
                "profile_visits": "Profile Views",
                "reactions": "Likes",
                "comments": "Comments",
                "shares": "Shares",
            },
            _OWN,
        ),
    ),
    asks=("account", "year"),
    header=("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"),
)


def _day_end(rows: Rows) -> None:
    rows.columns["end"] = rows.columns["start"]


TIKTOK_VIEWERS = Preset(
    name="tiktok_viewers",
    what="Viewers of a TikTok account by day",
    evidence="T: header quoted by a public parser",
    needs=("Date", "Total Viewers", "New Viewers", "Returning Viewers"),
    parts=(
        Part(
            "period_totals",
            {"start": F("Date", order="no-year"), "value": "Total Viewers"},
            {**_OWN, "metric": "viewers"},
            mend=_day_end,
        ),
    ),
    asks=("account", "year"),
    header=("Date", "Total Viewers", "New Viewers", "Returning Viewers"),
)
TIKTOK_CONTENT = Preset(
    name="tiktok_content",
    what="TikTok videos with their figures",
    evidence="R: eight columns of one Content.csv; T: later columns",
    needs=("Video title", "Video link", "Post time", "Total views"),
    parts=(
        Part(
            "posts",
            {
                "post_id": F("Video link", how="last number"),
                "url": "Video link",
                "text": "Video title",
                "published_at": F("Post time", order="no-year"),
                "views": "Total views",
                "video_views": "Total views",
                "reactions": "Total likes",
                "comments": "Total comments",
                "shares": "Total shares",
                "saves": "Total bookmarks | Add to favorites",
                "watch_time_s": F("Total play time", how="clock"),
                "avg_watch_s": F("Average watch time", how="clock"),
            },
            {**_OWN, "published_precision": "day", "type": "video"},
        ),
    ),
    asks=("account", "year"),
    header=(
        "Time", "Video title", "Video link", "Post time", "Total likes", "Total comments", "Total shares",
        "Total views",
    ),
)  # fmt: skip
TIKTOK_FOLLOWERS = Preset(
    name="tiktok_followers",
    what="Follower history of a TikTok account",
    evidence="R: one FollowerHistory.csv",
    needs=("Date", "Followers", "Difference in followers from previous day"),
    parts=(
        Part(
            "accounts_daily",
            {"date": _DAY, "followers": "Followers", "net_followers": "Difference in followers from previous day"},
            _OWN,
        ),
    ),
    asks=("account", "year"),
    header=("Date", "Followers", "Difference in followers from previous day"),
)


def _shares(rows: Rows) -> None:
    """One file of the vendor writes percent numbers, another fractions: their sum tells."""
    share = rows.columns.get("share")
    if share is not None and (pc.sum(share).as_py() or 0) > 1.5 and pc.max(share).as_py() > 1:
        rows.columns["share"] = pc.divide(share, 100.0)
    exported = stamp(rows.spec.exported_at) or exported_in_name(rows.block.sheet.file)
    day = rows.span[1] if rows.span else exported.date() if exported else None
    if day:
        rows.fill("as_of", day)


TIKTOK_AUDIENCE = tuple(
    Preset(
        name="tiktok_audience",
        what=f"Followers of a TikTok account by {dimension}",
        evidence="T: header and values quoted by a public parser",
        needs=(header, "Distribution"),
        exact=True,
        decimal=".",
        parts=(
            Part(
                "audience",
                {"value": header, "share": "Distribution"},
                {"network": "tiktok", "dimension": dimension},
                mend=_shares,
                late=("as_of",),
            ),
        ),
        asks=("account", "exported_at"),
        header=(header, "Distribution"),
    )
    for header, dimension in (("Gender", "gender"), ("Top territories", "country"))
)
PRESETS = (TIKTOK_OVERVIEW, TIKTOK_VIEWERS, TIKTOK_CONTENT, TIKTOK_FOLLOWERS, *TIKTOK_AUDIENCE)
