"""Meta Business Suite content exports: posts of a Facebook page and of an Instagram account.

Comes in: CSV as downloaded. Goes out: posts, for Facebook also by scope.
"""

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import numbers
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_TYPES_FB = {
    "Photo": "image", "Photos": "image", "Video": "video", "Videos": "video", "Reel": "reel", "Reels": "reel",
    "Link": "link", "Links": "link", "Text": "text", "Live": "live", "Story": "story", "Stories": "story",
}  # fmt: skip
_TYPES_IG = {
    "IG image": "image", "IG reel": "reel", "IG carousel": "carousel", "IG video": "video", "IG story": "story",
}  # fmt: skip
_BOOSTED = {"": None, "none": "no", "not boosted": "no", "boosted": "yes", "active": "yes", "completed": "yes"}
_LIFETIME = {"scope": "total", "published_precision": "minute"}


def _first_true_views(rows: Rows) -> None:
    """Of two Views columns the first that is not all zero; all of them zero beside a reach means: not reported."""
    found = {name: cells for name in ("views", "views.2") if (cells := rows.cell(name)) is not None}
    rows.decided["views"] = "not reported"
    reach = pc.sum(rows.get("reach")).as_py() or 0
    for name, texts in found.items():
        views = numbers(texts, whole=True, decimal=rows.spec.decimal).values
        if pc.sum(views).as_py():
            rows.columns["views"] = views
            rows.decided["views"] = name
            return
    if found and reach:
        rows.columns["views"] = pa.nulls(rows.count, pa.int64())
        rows.supplied.discard("views")
        rows.notes.append("Views is 0 on every row while Reach is not: taken as not reported")


_SHARED: dict[str, F | str] = {
    "post_id": "Post ID",
    "account": "Page name",
    "url": "Permalink",
    "published_at": "Publish time",
    "text": F("Title | Description", pick="longer"),
    "type": F("Post type", values=_TYPES_FB, other="other"),
    "is_share": "Is share",
}
META_CONTENT_FB = Preset(
    name="meta_content_fb",
    what="Facebook page content, Meta Business Suite",
    evidence="R: exports of one page, January to April 2025; 2024 headers from twelve monthly files",
    needs=("Post ID", "Page ID", "Publish time", "Permalink"),
    id="Post ID",
    dates="month-first",
    parts=(
        Part(
            "posts",
            {
                **_SHARED,
                "boosted": F("Funded content status", values=_BOOSTED, other="yes"),
                "tags": "Custom labels",
                "language": "Languages",
                "views": F("Views", pick="filled"),  # the export of 2025 has it twice; see the mend
                "impressions": "Impressions",
                "reach": "Reach",
                "reactions": "Reactions",
                "comments": "Comments",
                "shares": "Shares",
                "clicks": "Total clicks",
                "link_clicks": "Link Clicks",
                "watch_time_s": F("Seconds viewed", decimal="."),
                "avg_watch_s": F("Average Seconds viewed", decimal="."),
                "duration_s": "Duration (sec)",
                "video_views": "3-second video views",
                "revenue": "Estimated earnings | Approximate content monetization earnings",
                "negative_feedback": "Negative feedback from users",
            },
            {"network": "facebook", **_LIFETIME},
            mend=_first_true_views,
            by_row=True,
        ),
        *(
            Part(
                "posts",
                {
                    **_SHARED,
                    "reach": f"Reach from {word} posts",
                    "views": f"Views from {word} posts",
                    "video_views": f"3-second video views from {word} posts",
                },
                {"network": "facebook", "scope": scope, "published_precision": "minute"},
                when=(f"Reach from {word} posts | Views from {word} posts",),
                filled=("reach", "views"),
            )
            for word, scope in (("Organic", "organic"), ("Boosted", "paid"))
        ),
    ),
    header=(
        "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Caption type",
        "Permalink", "Is crosspost", "Is share", "Post type", "Languages", "Custom labels", "Funded content status",
        "Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares",
        "Total clicks", "Link Clicks", "Other Clicks", "Matched Audience Targeting Consumption (Photo Click)",
        "Seconds viewed", "Average Seconds viewed", "Estimated earnings (USD)", "Ad impressions",
    ),
)  # fmt: skip
META_CONTENT_IG = Preset(
    name="meta_content_ig",
    what="Instagram content, Meta Business Suite",
    evidence="R: export of one account, March to April 2025",
    needs=("Post ID", "Account ID", "Account username", "Publish time"),
    id="Post ID",
    dates="month-first",
    parts=(
        Part(
            "posts",
            {
                "post_id": "Post ID",
                "account": "Account username",
                "text": "Description",
                "url": "Permalink",
                "published_at": "Publish time",
                "type": F("Post type", values=_TYPES_IG, other="other"),
                "reactions": "Likes",
                "comments": "Comments",
                "shares": "Shares",
                "saves": "Saves",
                "views": "Views",
                "impressions": "Impressions",
                "reach": "Reach",
                "follows": "Follows",
                "duration_s": "Duration (sec)",
            },
            {"network": "instagram", **_LIFETIME},
        ),
    ),
    header=(
        "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publish time",
        "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Comments", "Saves",
        "Follows",
    ),
)  # fmt: skip
PRESETS = (META_CONTENT_FB, META_CONTENT_IG)
