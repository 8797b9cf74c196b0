"""YouTube Studio: the table of videos, the totals by day, and the chart nobody needs.

Comes in: CSV files, usually inside one zip. Goes out: posts, accounts_daily, unique viewers of the range.
"""

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_COVERS = "Set 'covers: 2026-10-01..2026-10-31' for this source, the range chosen in Studio."


def _lifetime(rows: Rows) -> None:
    if not rows.spec.covers:
        rows.notes.append(
            "figures are of the range chosen in Studio; they are lifetime figures only if it was Lifetime"
        )


def _of_range(rows: Rows) -> None:
    """Viewers are people of exactly the chosen range, which only the client file can name."""
    if rows.span is None:
        rows.skipped.update(range(rows.count))
        rows.say("warning", "viewers are people of a range of days that the file does not name", _COVERS)
        return
    rows.fill("start", rows.span[0])
    rows.fill("end", rows.span[1])


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
        Part(
            "period_totals",
            {"value": "Unique viewers"},
            {"network": "youtube", "metric": "viewers", "scope": "total"},
            when=("Unique viewers",),
            filled=("value",),
            mend=_of_range,
            of_total=True,
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
    what="One metric of a channel by day, YouTube Studio",
    evidence="R: Totals.csv of one download, Views by day; the other metrics by their names in the table",
    needs=(
        "Date",
        "Views | Watch time (hours) | Subscribers | Impressions | Thumbnail impressions | Likes | Comments added | "
        "Shares",
    ),
    exact=True,
    decimal=".",
    files="totals",
    parts=(
        Part(
            "accounts_daily",
            {
                "date": "Date",
                "views": "Views",
                "video_views": "Views",
                "watch_time_s": F("Watch time (hours)", times=3600),
                "net_followers": "Subscribers",
                "impressions": "Impressions | Thumbnail impressions",
                "reactions": "Likes",
                "comments": "Comments added",
                "shares": "Shares",
            },
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
_DIMENSIONS = {
    "Geography": "country", "Traffic source": "traffic_source", "Viewer age": "age", "Viewer gender": "gender",
    "Device type": "device",
}  # fmt: skip
YOUTUBE_DIMENSION = Preset(
    name="youtube_dimension",
    what="Viewers of a channel by country, traffic source, age, gender or device, YouTube Studio",
    evidence="R: one table by geography",
    needs=(" | ".join(_DIMENSIONS), "Views", "Watch time (hours)"),
    decimal=".",
    totals=(("", "total$"),),
    parts=tuple(
        Part(
            "period_totals",
            {"value": "Unique viewers", "segment": header},
            {"network": "youtube", "metric": "viewers", "scope": "total", "breakdown": breakdown},
            when=("Unique viewers", header),
            filled=("value",),
            mend=_of_range,
        )
        for header, breakdown in _DIMENSIONS.items()
    ),
    asks=("account", "covers"),
    notes=("figures by this dimension repeat those of the videos and are not needed",),
    header=("Geography", "Views", "Unique viewers", "Average view duration", "Watch time (hours)"),
)
PRESETS = (YOUTUBE_TABLE, YOUTUBE_TOTALS, YOUTUBE_CHART, YOUTUBE_DIMENSION)
