"""X and Twitter analytics: four exports, two of the old Twitter and two of X.

Comes in: CSV as downloaded. Goes out: posts and accounts_daily.
"""

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.ranges import in_file_name
from kpilib.sources.rows import Rows


def _reply(rows: Rows) -> None:
    """A text that starts with @ answers somebody; the account comes from the file's name or a link."""
    texts = rows.get("text")
    if texts.null_count < len(texts):
        rows.fill("is_reply", pc.fill_null(pc.starts_with(texts, "@"), False))
    _account(rows)


def _account(rows: Rows) -> None:
    name = rows.block.sheet.file.rsplit("/", 1)[-1]
    if "activity_metrics_" in name and not rows.spec.account and in_file_name(name):
        user = name.split("activity_metrics_", 1)[1].split("_20", 1)[0]
        rows.columns["account"] = pa.repeat(pa.scalar(user, pa.string()), rows.count)


def _scope(rows: Rows) -> None:
    """Plain columns are the total as long as no promoted cell of the file is a number, else the organic part."""
    _reply(rows) if rows.part.table == "posts" else _account(rows)
    promoted = rows.cell("promoted impressions")
    paid = promoted is not None and pc.any(pc.match_substring_regex(promoted, r"\d")).as_py()
    rows.fill("scope", "organic" if paid else "total")


_TWEET = {
    "post_id": "Tweet id",
    "url": "Tweet permalink",
    "text": "Tweet text",
    "published_at": "time",
}
_TWEET_FIGURES = {
    "impressions": "impressions",
    "engagements_reported": "engagements",
    "reactions": "likes",
    "comments": "replies",
    "shares": "retweets",
    "link_clicks": "url clicks",
    "profile_visits": "user profile clicks",
    "follows": "follows",
}
_DAY_FIGURES = {
    "impressions": "impressions",
    "engagements": "engagements",
    "reactions": "likes",
    "comments": "replies",
    "shares": "retweets",
    "link_clicks": "url clicks",
    "profile_visits": "user profile clicks",
    "new_followers": "follows",
}
_TAIL = (
    "impressions", "engagements", "engagement rate", "retweets", "replies", "likes", "user profile clicks",
    "url clicks", "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs", "follows",
    "email tweet", "dial phone", "media views", "media engagements",
)  # fmt: skip
_ALL = (*_TAIL, *(f"promoted {name}" for name in _TAIL))


def _promoted(figures: dict[str, str]) -> dict[str, F | str]:
    return {column: f"promoted {header}" for column, header in figures.items()}


TWITTER_TWEETS = Preset(
    name="twitter_tweets",
    what="Tweets with their figures, Twitter analytics",
    evidence="R: twelve monthly exports of 2021",
    needs=("Tweet id", "Tweet permalink", "time", "impressions", "engagements"),
    decimal=".",
    zone="UTC",
    parts=(
        Part(
            "posts", {**_TWEET, **_TWEET_FIGURES}, {"network": "x", "published_precision": "minute"}, mend=_scope,
        ),
        Part(
            "posts", {**_TWEET, **_promoted(_TWEET_FIGURES)},
            {"network": "x", "published_precision": "minute", "scope": "paid"},
            when=("promoted impressions",), filled=("impressions", "engagements_reported"), mend=_reply,
        ),
    ),
    header=("Tweet id", "Tweet permalink", "Tweet text", "time", *_ALL),
)  # fmt: skip
TWITTER_DAYS = Preset(
    name="twitter_days",
    what="Days of an account, Twitter analytics",
    evidence="R: twelve monthly exports of 2021",
    needs=("Date", "Tweets published", "impressions", "engagements"),
    decimal=".",
    parts=(
        Part(
            "accounts_daily", {"date": "Date", "posts": "Tweets published", **_DAY_FIGURES}, {"network": "x"},
            mend=_scope,
        ),
        Part(
            "accounts_daily", {"date": "Date", **_promoted(_DAY_FIGURES)}, {"network": "x", "scope": "paid"},
            when=("promoted impressions",), filled=("impressions", "engagements"), mend=_account,
        ),
    ),
    header=("Date", "Tweets published", *_ALL),
)  # fmt: skip
X_CONTENT = Preset(
    name="x_content",
    what="Posts with their figures, X analytics",
    evidence="R: one export of July to August 2026",
    needs=("Post id", "Post text", "Impressions", "Engagements", "New follows"),
    dates="iso",
    parts=(
        Part(
            "posts",
            {
                "post_id": "Post id",
                "text": "Post text",
                "url": "Post Link",
                "published_at": "Date",
                "reactions": "Likes",
                "comments": "Replies",
                "shares": "Reposts",
                "saves": "Bookmarks",
                "engagements_reported": "Engagements",
                "link_clicks": "URL Clicks",
                "profile_visits": "Profile visits",
                "follows": "New follows",
                "impressions": "Impressions",
            },
            {"network": "x", "scope": "total", "published_precision": "day"},
            mend=_reply,
        ),
    ),
    asks=("account",),
    header=(
        "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares",
        "New follows", "Replies", "Reposts", "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks",
        "Permalink Clicks",
    ),
)  # fmt: skip
X_OVERVIEW = Preset(
    name="x_overview",
    what="Days of an account, X analytics",
    evidence="R: one export of 2026",
    needs=("Date", "Impressions", "New follows", "Unfollows", "Create post"),
    parts=(
        Part(
            "accounts_daily",
            {
                "date": "Date",
                "impressions": "Impressions",
                "reactions": "Likes",
                "engagements": "Engagements",
                "saves": "Bookmarks",
                "new_followers": "New follows",
                "lost_followers": "Unfollows",
                "comments": "Replies",
                "shares": "Reposts",
                "profile_visits": "Profile visits",
                "posts": "Create post",
                "video_views": "Video views",
            },
            {"network": "x", "scope": "total"},
        ),
    ),
    asks=("account",),
    header=(
        "Date", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Unfollows", "Replies",
        "Reposts", "Profile visits", "Create Post", "Video views", "Media views",
    ),
)  # fmt: skip
X_VIDEO = Preset(
    name="x_video",
    what="Days of an account's videos, X analytics",
    evidence="T: header quoted by a public parser",
    needs=("Date", "Views", "Watch Time (ms)", "Completion Rate"),
    parts=(
        Part(
            "accounts_daily",
            {"date": "Date", "video_views": "Views", "watch_time_s": F("Watch Time (ms)", times=0.001)},
            {"network": "x", "scope": "total"},
        ),
    ),
    asks=("account",),
    header=("Date", "Views", "Watch Time (ms)", "Completion Rate", "Average Watch Time (ms)", "Estimated Revenue"),
)
PRESETS = (TWITTER_TWEETS, TWITTER_DAYS, X_CONTENT, X_OVERVIEW, X_VIDEO)
