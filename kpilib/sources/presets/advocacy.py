"""Employee advocacy: EveryoneSocial and Dynamic Signal.

Comes in: CSV. Goes out: shares and employees; people are hashed, names stay only where the client says so.
"""

import pyarrow as pa

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.ranges import stamp
from kpilib.sources.rows import Rows


def _period_end(rows: Rows) -> None:
    exported = stamp(rows.spec.exported_at)
    day = rows.span[1] if rows.span else exported.date() if exported else None
    rows.fill("period_end", day if day else pa.nulls(rows.count, pa.date32()))


def _aggregates(rows: Rows) -> None:
    """Rows without any id are told apart by their place in the export of one range."""
    _period_end(rows)
    if not {"content_id", "share_id"} & set(rows.columns):
        places = [f"{rows.span[1] if rows.span else rows.block.sheet.file}:{n}" for n in range(1, rows.count + 1)]
        rows.columns["share_id"] = pa.array(places, pa.string())


SHARES = Preset(
    name="everyonesocial_shares",
    what="EveryoneSocial shares by post",
    evidence="V: columns in the vendor's documentation",
    needs=("Post", "Date", "Shared by", "Shares", "Clicks", "Engagements"),
    parts=(
        Part(
            "shares",
            {
                "content_id": "Post",
                "shared_at": "Date",
                "employee_id": F("Shared by", how="person"),
                "shares": "Shares",
                "clicks": "Clicks",
                "engagements": "Engagements",
            },
        ),
    ),
    header=("Post", "Date", "Shared by", "Approved By", "Shares", "Clicks", "Engagements", "Branded"),
)
USERS = Preset(
    name="everyonesocial_users",
    what="EveryoneSocial users",
    evidence="V: columns in the vendor's documentation",
    needs=("Name", "Onboarded", "Last Active", "Reach", "Shares", "Clicks"),
    parts=(
        Part(
            "employees",
            {
                "employee_id": F("Name", how="person"),
                "name": F("Name", how="name"),
                "enrolled_at": "Onboarded",
                "last_active_at": "Last Active",
                "followers": "Reach",
            },
        ),
        Part(
            "shares",
            {"employee_id": F("Name", how="person"), "shares": "Shares", "clicks": "Clicks"},
            mend=_period_end,
        ),
    ),
    asks=("exported_at",),
    header=("Name", "Type", "Created On", "Onboarded", "Last Active", "Reach", "Posts", "Shares", "Clicks"),
)
DYNAMIC_SIGNAL = Preset(
    name="dynamic_signal",
    what="Dynamic Signal posts",
    evidence="V: columns in the vendor's documentation; its Conversions are clicks per share and are not read",
    needs=("Post Views", "Shares", "Member Actions"),
    parts=(
        Part(
            "shares",
            {
                "content_id": "Post ID | Post Title | Post | Title",
                "shared_at": "Date | Published Date",
                "shares": "Shares",
                "impressions": "Impressions",
                "clicks": "Clicks",
                "reactions": "Total Reactions | Likes",
                "comments": "Comments",
                "reshares": "Re-shares",
            },
            mend=_aggregates,
        ),
    ),
    asks=("covers",),
    header=(
        "Post Views", "Shares", "Impressions", "Clicks", "Conversions", "Total Reactions", "Likes", "Comments",
        "Re-shares", "Member Actions", "Points", "Earned Media Value (EMV)",
    ),
)  # fmt: skip
PRESETS = (SHARES, USERS, DYNAMIC_SIGNAL)
