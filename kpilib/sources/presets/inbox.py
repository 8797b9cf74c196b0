"""Inbox and help desk: Zendesk tickets, Sprout posts and profiles, Hootsuite conversations.

Comes in: CSV. Goes out: messages, posts, accounts_daily; people are hashed.
"""

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import numbers
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

NETWORKS = {
    "Facebook": "facebook", "Facebook Page": "facebook", "Facebook Post": "facebook",
    "Facebook Private Message": "facebook", "Instagram": "instagram", "Instagram Business": "instagram",
    "X": "x", "Twitter": "x", "X (Twitter)": "x", "Twitter DM": "x", "LinkedIn": "linkedin",
    "LinkedIn Page": "linkedin", "LinkedIn Company Page": "linkedin", "TikTok": "tiktok", "YouTube": "youtube",
    "Pinterest": "pinterest", "Threads": "threads", "Bluesky": "bluesky", "Mail": "email", "Email": "email",
}  # fmt: skip
_CSAT = {"good": "1", "goodwithcomment": "1", "good with comment": "1", "bad": "0", "badwithcomment": "0",
         "bad with comment": "0", "offered": "", "unoffered": "", "not offered": ""}  # fmt: skip


def _first_reply(rows: Rows) -> None:
    """The reply's instant is the ticket's creation plus the minutes; no minutes means no answer yet."""
    for name in ("first reply time in minutes", "first reply time (min)"):
        texts = rows.cell(name)
        if texts is not None:
            minutes = numbers(texts, whole=False, decimal=rows.spec.decimal or ".").values
            micros = pc.round(pc.multiply(minutes, 60e6)).cast(pa.int64()).cast(pa.duration("us"))
            rows.fill("first_reply_at", pc.add(rows.get("sent_at"), micros))
    rows.fill("conversation_id", rows.get("message_id"))
    tags = rows.columns.get("tag")
    if tags is not None:
        rows.columns["tag"] = pc.replace_substring_regex(tags, r"[\s,;]+", ";")


ZENDESK = Preset(
    name="zendesk_tickets",
    what="Zendesk tickets",
    evidence="T: header quoted by a public data set; values of Via and Satisfaction from memory",
    needs=(
        "Id",
        "Created at",
        "First reply time in minutes | First reply time (min)",
        "Summation column | Ticket type | Via",
    ),
    decimal=".",
    parts=(
        Part(
            "messages",
            {
                "message_id": "Id",
                "sent_at": "Created at",
                "resolved_at": "Solved at",
                "tag": "Tags",
                "network": F("Via", values=NETWORKS, other="other"),
                "first_reply_business_s": F("First reply time in minutes within business hours", times=60),
                "resolution_business_s": F("Full resolution time in minutes within business hours", times=60),
                "csat": F("Satisfaction Score", values=_CSAT, other=""),
                "agent": F("Assignee", how="person"),
                "agent_name": F("Assignee", how="name"),
                "author_id": F("Requester id", how="person"),
                "replies": "Replies",
                "reopens": "Reopens",
            },
            {"direction": "in", "kind": "ticket", "network": "other"},
            mend=_first_reply,
            by_row=True,
        ),
    ),
    header=(
        "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
        "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags", "Status", "Priority", "Via",
        "Ticket type", "Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at",
        "Solved at", "Resolution time", "Satisfaction Score", "Group stations", "Assignee stations", "Reopens",
        "Replies", "First reply time in minutes", "First reply time in minutes within business hours",
        "First resolution time in minutes", "First resolution time in minutes within business hours",
        "Full resolution time in minutes", "Full resolution time in minutes within business hours",
        "Agent wait time in minutes", "Agent wait time in minutes within business hours",
        "Requester wait time in minutes", "Requester wait time in minutes within business hours",
        "On hold time in minutes", "On hold time in minutes within business hours",
    ),
)  # fmt: skip
_SPROUT_TYPES = {
    "Photo": "image", "Image": "image", "Video": "video", "Reel": "reel", "Instagram Reel": "reel",
    "Carousel": "carousel", "Story": "story", "Text": "text", "Link": "link", "Poll": "poll", "Document": "document",
}  # fmt: skip
_SPROUT_POST: dict[str, F | str] = {
    "post_id": "Post ID",
    "network": F("Network", values=NETWORKS, other="other"),
    "account": "Profile",
    "published_at": "Date",
    "url": "Link",
    "text": "Post",
    "type": F("Content Type", values=_SPROUT_TYPES, other="other"),
}
_SPROUT_FIGURES = ("Impressions", "Reach", "Reactions", "Comments", "Shares", "Saves", "Video Views")
_COLUMN = {name: name.casefold().replace(" ", "_") for name in _SPROUT_FIGURES}


def _sprout_scope(word: str, scope: str) -> Part:
    figures: dict[str, F | str] = {_COLUMN[name]: f"{word} {name}" for name in _SPROUT_FIGURES}
    return Part(
        "posts",
        {**_SPROUT_POST, **figures},
        {"scope": scope, "published_precision": "minute"},
        when=(" | ".join(f"{word} {name}" for name in _SPROUT_FIGURES),),
        filled=tuple(figures),
    )


SPROUT_POSTS = Preset(
    name="sprout_posts",
    what="Sprout Social post performance",
    evidence="T: header quoted by a public parser",
    needs=("Date", "Network", "Profile", "Sent by", "Impressions", "Engagements"),
    dates="month-first",
    decimal=".",
    parts=(
        Part(
            "posts",
            {
                **_SPROUT_POST,
                "impressions": "Impressions",
                "reach": "Reach",
                "reactions": "Reactions | Likes",
                "comments": "Comments",
                "shares": "Shares",
                "saves": "Saves",
                "engagements_reported": "Engagements",
                "clicks": "Post Clicks (All)",
                "link_clicks": "Post Link Clicks",
                "negative_feedback": "Negative Feedback",
                "video_views": "Video Views",
            },
            {"scope": "total", "published_precision": "minute"},
        ),
        _sprout_scope("Organic", "organic"),
        _sprout_scope("Paid", "paid"),
    ),
    header=(
        "Date", "Post ID", "Network", "Post Type", "Content Type", "Profile", "Sent by", "Link", "Post",
        "Linked Content", "Impressions", "Organic Impressions", "Paid Impressions", "Reach", "Organic Reach",
        "Paid Reach", "Engagement Rate (per Impression)", "Engagements", "Reactions", "Likes", "Comments", "Shares",
        "Saves", "Post Link Clicks", "Other Post Clicks", "Post Clicks (All)", "Negative Feedback", "Video Views",
    ),
)  # fmt: skip
SPROUT_PROFILES = Preset(
    name="sprout_profiles",
    what="Sprout Social profile performance",
    evidence="T: header quoted by a public parser",
    needs=("Date", "Network", "Profile", "Audience", "Net Audience Growth"),
    dates="month-first",
    decimal=".",
    parts=(
        Part(
            "accounts_daily",
            {
                "date": "Date",
                "network": F("Network", values=NETWORKS, other="other"),
                "account": "Profile",
                "followers": "Audience",
                "net_followers": "Net Audience Growth",
                "new_followers": "Audience Gained",
                "posts": "Published Posts",
                "impressions": "Impressions",
                "video_views": "Video Views",
                "reactions": "Reactions",
                "comments": "Comments",
                "shares": "Shares",
                "saves": "Saves",
                "link_clicks": "Post Link Clicks",
                "engagements": "Engagements",
            },
            {"scope": "total"},
        ),
    ),
    header=(
        "Date", "Network", "Profile", "Audience", "Net Audience Growth", "Audience Gained", "Published Posts",
        "Impressions", "Video Views", "Reactions", "Comments", "Shares", "Saves", "Post Link Clicks", "Engagements",
        "Engagement Rate (per Impression)", "Sent Messages (Total)", "Received Messages (Total)",
    ),
)  # fmt: skip
HOOTSUITE = Preset(
    name="hootsuite_inbox",
    what="Hootsuite inbox, resolved conversations",
    evidence="V: the first nine columns in the vendor's documentation",
    needs=("Conversation ID", "Medium", "Channel", "Created at"),
    parts=(
        Part(
            "messages",
            {
                "message_id": "Conversation ID",
                "conversation_id": "Conversation ID",
                "network": F("Medium", values=NETWORKS, other="other"),
                "account": "Channel",
                "sent_at": "Created at",
                "agent": F("Last Status Change Agent ID", how="person"),
            },
            {"direction": "in", "kind": "dm"},
        ),
    ),
    header=(
        "Conversation ID", "Medium", "Channel", "Channel Display Name", "Contact Profile ID",
        "Contact Primary Identifier", "Contact Secondary Identifier", "Created at", "Last Status Change Agent ID",
    ),
)  # fmt: skip
PRESETS = (ZENDESK, SPROUT_POSTS, SPROUT_PROFILES, HOOTSUITE)
