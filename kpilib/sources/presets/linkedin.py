"""LinkedIn page workbooks: content, followers, visitors, competitors.

Comes in: old binary .xls or .xlsx. Goes out: accounts_daily by scope, posts, audience, competitors_daily.
"""

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.ranges import exported_in_name, stamp
from kpilib.sources.rows import Rows

_SCOPES = (("organic", "organic"), ("sponsored", "paid"), ("total", "total"))


def _days(word: str, scope: str) -> Part:
    fields: dict[str, F | str] = {
        "date": "Date",
        "impressions": f"Impressions ({word})",
        "clicks": f"Clicks ({word})",
        "reactions": f"Reactions ({word})",
        "comments": f"Comments ({word})",
        "shares": f"Reposts ({word}) | Shares ({word})",
    }
    if scope == "organic":
        fields["reach"] = "Unique impressions (organic)"
    if scope == "total":
        fields["impressions"] = "Impressions (total) | Impressions"
        fields["reach"] = "Unique impressions | Unique impressions (total)"
    filled = tuple(name for name in fields if name != "date")
    return Part("accounts_daily", fields, {"network": "linkedin", "scope": scope}, filled=filled)


def _boosted(rows: Rows) -> None:
    start = rows.cell("campaign start date")
    if start is not None:
        rows.fill("boosted", pc.not_equal(pc.utf8_trim_whitespace(start), ""))


LINKEDIN_CONTENT = Preset(
    name="linkedin_content",
    what="LinkedIn page by day, Content export, sheet Metrics",
    evidence="R: header of 2020; T: headers of later years quoted by public parsers",
    needs=("Date", "Impressions (total) | Impressions", "Engagement rate (total) | Engagement rate"),
    sheets=("metrics", "update metrics (aggregated)"),
    dates="month-first",
    parts=tuple(_days(word, scope) for word, scope in _SCOPES),
    asks=("account",),
    header=(
        "Date",
        *(
            f"{name} ({word})"
            for name in ("Impressions", "Clicks", "Reactions", "Comments", "Reposts", "Engagement rate")
            for word in ("organic", "sponsored", "total")
        ),
        "Unique impressions (organic)",
    ),
)
LINKEDIN_POSTS = Preset(
    name="linkedin_posts",
    family="linkedin_content",
    what="LinkedIn posts, Content export, sheet All posts",
    evidence="R: header of 2020; T: headers of later years quoted by public parsers",
    needs=("Created date", "Impressions", "Post link | Update link"),
    dates="month-first",
    parts=(
        Part(
            "posts",
            {
                "post_id": F("Post link | Update link", how="last number"),
                "url": "Post link | Update link",
                "published_at": "Created date",
                "text": "Post title | Update title",
                "campaign": "Campaign name",
                "type": F(
                    "Content Type | Post type | Update type",
                    values={"Image": "image", "Images": "image", "Video": "video", "Article": "link", "Text": "text",
                            "Document": "document", "Poll": "poll", "Carousel": "carousel", "Event": "other",
                            "Organic": "", "Sponsored": ""},
                    other="other",
                ),
                "impressions": "Impressions",
                "video_views": "Views (Excluding offsite video views) | Views | Video views",
                "clicks": "Clicks",
                "reactions": "Likes",
                "comments": "Comments",
                "shares": "Reposts | Shares",
                "follows": "Follows",
            },
            {"network": "linkedin", "scope": "total", "published_precision": "day"},
            mend=_boosted,
        ),
    ),
    asks=("account",),
    header=(
        "Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date",
        "Campaign end date", "Audience", "Impressions", "Views (Excluding offsite video views)", "Offsite Views",
        "Clicks", "Click through rate (CTR)", "Likes", "Comments", "Reposts", "Follows", "Engagement rate",
        "Content Type",
    ),
)  # fmt: skip


def _organic(rows: Rows) -> None:
    """Organic followers and those who came by an automatic invitation are one figure."""
    invited = rows.cell("auto-invited followers")
    if invited is not None and "new_followers" in rows.columns:
        from kpilib.sources.cells import numbers

        extra = numbers(invited, whole=True, decimal=rows.spec.decimal or ".").values
        rows.columns["new_followers"] = pc.add(rows.columns["new_followers"], pc.fill_null(extra, 0))


def _followers(header: str, scope: str, mend=None) -> Part:
    fields: dict[str, F | str] = {"date": "Date", "new_followers": header}
    constants = {"network": "linkedin", "scope": scope}
    return Part("accounts_daily", fields, constants, when=(header,), filled=("new_followers",), mend=mend)


LINKEDIN_FOLLOWERS = Preset(
    name="linkedin_followers",
    what="New followers of a LinkedIn page by day, Followers export",
    evidence="R: header of 2020; T: Auto-invited followers",
    needs=("Date", "Organic followers", "Total followers"),
    dates="month-first",
    parts=(
        _followers("Total followers", "total"),
        _followers("Organic followers", "organic", _organic),
        _followers("Sponsored followers", "paid"),
    ),
    asks=("account",),
    header=("Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"),
)


def _as_of(rows: Rows) -> None:
    exported = stamp(rows.spec.exported_at) or exported_in_name(rows.block.sheet.file)
    if exported:
        rows.fill("as_of", exported.date())
    if rows.table.name == "audience" and rows.cell("date") is not None:
        rows.supplied.add("count")


# A location is a metropolitan area ("Greater Istanbul Area"), never a country.
_GROUPS = {
    "Location": "city", "Job function": "function", "Seniority": "seniority", "Industry": "industry",
    "Company size": "company_size",
}  # fmt: skip
LINKEDIN_AUDIENCE = tuple(
    Preset(
        name="linkedin_audience",
        family="linkedin_followers",
        what="Followers of a LinkedIn page by group, Followers export",
        evidence="R: header of 2020",
        needs=(header, "Total followers"),
        parts=(
            Part(
                "audience",
                {"value": header, "count": "Total followers"},
                {"network": "linkedin", "dimension": dimension},
                mend=_as_of,
                late=("as_of",),
            ),
        ),
        asks=("account", "exported_at"),
        header=(header, "Total followers"),
    )
    for header, dimension in _GROUPS.items()
)
LINKEDIN_VISITORS = Preset(
    name="linkedin_visitors",
    what="Visitors of a LinkedIn page by day, Visitors export",
    evidence="R: header of 2020",
    needs=("Date", "Total page views (total)"),
    dates="month-first",
    parts=(
        Part(
            "accounts_daily",
            {
                "date": "Date",
                "profile_visits": "Total page views (total)",
                "profile_visitors": "Total unique visitors (total)",
            },
            {"network": "linkedin", "scope": "total"},
        ),
    ),
    asks=("account",),
    header=(
        "Date",
        *(
            f"{page} {what} ({device})"
            for page in ("Overview", "Life", "Jobs", "Total")
            for what in ("page views", "unique visitors")
            for device in ("desktop", "mobile", "total")
        ),
    ),
)
LINKEDIN_VIEWS = tuple(
    Preset(
        name="linkedin_visitors",
        what="Views of a LinkedIn page by group; recognised, not needed",
        evidence="R: header of 2020",
        needs=(header, "Total views"),
        parts=(),
        notes=("views by group are views and not people; they are not needed",),
    )
    for header in _GROUPS
)


def _span(rows: Rows) -> None:
    if rows.span:
        rows.fill("span_start", rows.span[0])
        rows.fill("date", rows.span[1])
    else:
        rows.say(
            "error", "the range of days is not in the file", "Set 'covers: 2026-10-01..2026-10-31' for this source."
        )
        rows.fill("date", pa.nulls(rows.count, pa.date32()))


LINKEDIN_COMPETITORS = Preset(
    name="linkedin_competitors",
    what="Competitors of a LinkedIn page, Competitors export",
    evidence="T: header quoted by a public parser",
    needs=("Page", "Total followers", "New followers", "Total post engagements", "Total posts"),
    parts=(
        Part(
            "competitors_daily",
            {
                "competitor": "Page",
                "followers": "Total Followers",
                "new_followers": "New Followers",
                "engagements": "Total post engagements",
                "posts": "Total posts",
            },
            {"network": "linkedin"},
            mend=_span,
        ),
    ),
    asks=("covers",),
    header=("Page", "Total Followers", "New Followers", "Total post engagements", "Total posts"),
)
PRESETS = (
    LINKEDIN_CONTENT,
    LINKEDIN_POSTS,
    LINKEDIN_FOLLOWERS,
    *LINKEDIN_AUDIENCE,
    LINKEDIN_VISITORS,
    *LINKEDIN_VIEWS,
    LINKEDIN_COMPETITORS,
)
