"""YouTube Studio: the table of videos, the totals by day, and the chart nobody needs.

Comes in: CSV files, usually inside one zip. Goes out: posts, accounts_daily, unique viewers of the range.
"""

from kpilib.sources.convert import Rows
from kpilib.sources.preset import F, Part, Preset


def _lifetime(rows: Rows) -> None:
    if not rows.spec.covers:
        rows.notes.append(
            "figures are of the range chosen in Studio; they are lifetime figures only if it was Lifetime"
        )


YOUTUBE_TABLE = Preset(
    name="youtube_table",
    what="Videos with their figures, YouTube Studio",
    evidence="R: one Table data.csv of 2025; older headers from two more; T: 2026 names of impressions",
    needs=("Content | Video", "Video title", "Video publish time", "Views"),
    decimal=".",
    totals=(("", "total$"),),
    parts=(
        Part(
            "posts",
            {
                "post_id": "Content | Video",
                "text": "Video title",
                "published_at": "Video publish time",
                "views": "Views",
                "video_views": "Views",
                "impressions": "Impressions | Thumbnail impressions",
                "watch_time_s": F("Watch time (hours)", times=3600),
                "avg_watch_s": F("Average view duration", how="clock"),
                "duration_s": F("Duration", how="clock"),
                "follows": "Subscribers gained | Subscribers",
                "reactions": "Likes",
                "comments": "Comments added",
                "shares": "Shares",
                "revenue": "Your estimated revenue | Estimated revenue",
            },
            {"network": "youtube", "scope": "total", "published_precision": "day", "type": "video"},
            mend=_lifetime,
        ),
    ),
    asks=("account", "covers"),
    header=(
        "Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)", "Subscribers",
        "Impressions", "Impressions click-through rate (%)",
    ),
)  # fmt: skip
YOUTUBE_TOTALS = Preset(
    name="youtube_totals",
    what="Views by day, YouTube Studio",
    evidence="R: Totals.csv of one download",
    needs=("Date", "Views"),
    exact=True,
    files="totals",
    parts=(
        Part(
            "accounts_daily",
            {"date": "Date", "views": "Views", "video_views": "Views"},
            {"network": "youtube", "scope": "total"},
        ),
    ),
    asks=("account",),
    header=("Date", "Views"),
)
YOUTUBE_CHART = Preset(
    name="youtube_chart",
    what="Views by day and video, YouTube Studio; recognised, not needed",
    evidence="R: Chart data.csv of one download",
    needs=("Date", "Content | Video | Video title | Geography | Traffic source", "Views"),
    files="chart data",
    parts=(),
    notes=("a chart's data repeat the table and are not needed",),
)
YOUTUBE_DIMENSION = Preset(
    name="youtube_dimension",
    what="Figures of a channel by country or traffic source, YouTube Studio; recognised, not needed",
    evidence="R: one table by geography",
    needs=("Geography | Traffic source | Viewer age | Viewer gender | Device type", "Views", "Watch time (hours)"),
    parts=(),
    notes=("figures by this dimension repeat those of the videos and are not needed",),
)
PRESETS = (YOUTUBE_TABLE, YOUTUBE_TOTALS, YOUTUBE_CHART, YOUTUBE_DIMENSION)
