"""CRM exports: HubSpot contacts and deals, Salesforce opportunity reports.

Comes in: CSV. Goes out: leads and deals; names, e-mail, phone and free texts of people are not read.
"""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import mapped, truth
from kpilib.sources.moments import moments
from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_STAGES = {
    "mql_at": "marketing qualified lead",
    "sql_at": "sales qualified lead",
    "opportunity_at": "opportunity",
    "customer_at": "customer",
}
_DRILL_DOWN = ("original traffic source drill-down 1", "original source drill-down 1", "hs_analytics_source_data_1")
_INTERNAL = ("hs_v2_date_entered_", "hs_date_entered_")
_OURS = {"mql": "mql_at", "sql": "sql_at", "opportunity": "opportunity_at", "won": "customer_at"}


def _stage_dates(rows: Rows) -> None:
    """'Date entered "Sales Qualified Lead (…)"' and 'Became a … Date', the stage by its own or the client's name.

    Where a stage has a date of the older internal name too, that of the newer one is meant.
    """
    wanted = {_joined(name): column for column, name in _STAGES.items()}
    wanted |= {_joined(theirs): _OURS[ours] for theirs, ours in rows.context.stages.items() if ours in _OURS}
    zone = rows.spec.timezone or rows.context.timezone
    for header in sorted(rows.block.headers.names, key=lambda name: name.startswith(_INTERNAL[1])):
        stage = _joined(_stage_of(header))
        column = wanted.get(stage) if stage else None
        texts = rows.cell(header) if column else None
        if column and texts is not None and column not in rows.columns:
            rows.columns[column] = moments(texts, rows.spec.dates or "iso", zone)[0].values
    _medium(rows)


def _joined(stage: str) -> str:
    """A stage as its internal name spells it: without spaces."""
    return stage.casefold().replace(" ", "")


def _stage_of(header: str) -> str:
    for start in _INTERNAL:
        if header.startswith(start):
            return header.removeprefix(start)
    if header.startswith("date entered "):
        name = header.removeprefix("date entered ").strip("\"'“”‘’ ")
        return name.split(" (")[0].strip("\"'“”‘’ ")
    if header.startswith("became a") and header.endswith(" date"):
        return header.removeprefix("became an ").removeprefix("became a ").removesuffix(" date")
    return ""


def _medium(rows: Rows) -> None:
    """The first drill-down names a network where the source is a social one, else a medium."""
    texts = next((cells for name in _DRILL_DOWN if (cells := rows.cell(name)) is not None), None)
    if texts is None or "source" not in rows.columns:
        return
    from kpilib.sources.enrich import each, network_of

    social = pc.fill_null(pc.match_substring(rows.columns["source"], "social", ignore_case=True), False)
    null = pa.scalar(None, pa.string())
    rows.fill("network", each(pc.if_else(social, texts, null), network_of))
    rows.fill("medium", pc.if_else(pc.or_(social, pc.equal(texts, "")), null, texts))


HUBSPOT_CONTACTS = Preset(
    name="hubspot_contacts",
    what="HubSpot contacts",
    evidence="T: headers of two generations, and internal names, quoted by public parsers",
    needs=("Record ID | hs_object_id", "Lifecycle Stage | lifecyclestage", "Create Date | createdate"),
    parts=(
        Part(
            "leads",
            {
                "lead_id": "Record ID | hs_object_id",
                "created_at": "Create Date | createdate",
                "source": "Original Traffic Source | Original Source | hs_analytics_source",
                "campaign": (
                    "Original Traffic Source Drill-Down 2 | Original Source Drill-Down 2 | hs_analytics_source_data_2"
                ),
                "status": "Lifecycle Stage | lifecyclestage",
            },
            mend=_stage_dates,
            by_row=True,
        ),
    ),
    header=(
        "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Company Name", "City", "State/Region",
        "Country/Region", "Original Traffic Source", "Original Traffic Source Drill-Down 1",
        "Original Traffic Source Drill-Down 2", "Lifecycle Stage", "Lead Status", "Message", "Create Date",
        "Contact owner", "Last Activity Date",
    ),
)  # fmt: skip


def _deal_status(rows: Rows) -> None:
    """Won and lost by the portal's own flags, else by the client's stages, else by the stage's name."""
    won = _flag(rows, "is closed won")
    closed = _flag(rows, "is deal closed?")
    by_stage = _by_stage(rows)
    if won is not None and closed is not None:
        status = pc.if_else(won, "won", pc.if_else(closed, "lost", "open"))
    elif won is not None:
        status = pc.if_else(won, "won", by_stage)
    else:
        status = by_stage
    rows.columns["status"] = status
    _open_is_not_closed(rows)


def _flag(rows: Rows, header: str) -> pa.Array | None:
    texts = rows.cell(header)
    return None if texts is None else pc.fill_null(mapped(texts, truth, pa.bool_()).values, False)


def _by_stage(rows: Rows) -> pa.Array:
    words = {theirs.casefold(): ours for theirs, ours in rows.context.stages.items()}
    stage = pc.fill_null(rows.get("stage"), "")

    def status(name: str) -> str:
        folded = name.casefold()
        ours = words.get(folded, "")
        if ours:
            return ours if ours in ("won", "lost") else "open"
        return "won" if folded.endswith("won") else "lost" if folded.endswith("lost") else "open"

    from kpilib.sources.enrich import each

    return each(stage, status)


def _open_is_not_closed(rows: Rows) -> None:
    """The close date of an open deal is a forecast."""
    if "closed_at" in rows.columns:
        is_open = pc.equal(rows.columns["status"], "open")
        null = pa.scalar(None, rows.columns["closed_at"].type)
        rows.columns["closed_at"] = pc.if_else(is_open, null, rows.columns["closed_at"])


HUBSPOT_DEALS = Preset(
    name="hubspot_deals",
    what="HubSpot deals",
    evidence="T: headers quoted by public parsers",
    needs=("Record ID", "Deal Name", "Deal Stage", "Amount"),
    parts=(
        Part(
            "deals",
            {
                "deal_id": "Record ID",
                "stage": "Deal Stage",
                "pipeline": "Pipeline",
                "created_at": "Create Date",
                "closed_at": "Close Date",
                "amount": "Amount",
                "currency": "Currency",
                "lead_id": F("Associated Contact IDs", how="first"),
                "customer_id": F("Associated Company IDs", how="first"),
                "owner_id": F("Deal owner", how="person"),
                "source": "Original Traffic Source | Original Source",
            },
            mend=_deal_status,
            by_row=True,
        ),
    ),
    asks=("currency",),
    header=(
        "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Close Date", "Create Date", "Deal owner",
        "Deal Type", "Is Closed Won", "Is Deal Closed?", "Closed Lost Reason", "Associated Company",
        "Associated Company IDs", "Associated Contact IDs",
    ),
)  # fmt: skip


def _salesforce(rows: Rows) -> None:
    rows.columns["status"] = _by_stage(rows)
    _open_is_not_closed(rows)
    if "deal_id" not in rows.columns:
        parts = [rows.cell(name) for name in ("account name", "opportunity name", "created date")]
        given = [part for part in parts if part is not None]
        joined = pc.binary_join_element_wise(*given, "\x1f")
        ids = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16] for text in joined.to_pylist()]
        rows.columns["deal_id"] = pa.array(ids, pa.string())
        rows.say("warning", "no Opportunity ID; a hash of account, name and day stands in", "Add it to the report.")
    _last_stage(rows)


def _last_stage(rows: Rows) -> None:
    """A history report has a row for each change of stage: the last one per deal is kept."""
    ids = rows.columns["deal_id"].to_pylist()
    last = {deal: index for index, deal in enumerate(ids) if deal}
    rows.skipped.update(index for index, deal in enumerate(ids) if deal and last[deal] != index)


SALESFORCE = Preset(
    name="salesforce_report",
    what="Salesforce opportunity report",
    evidence="T: one report quoted by a public parser; the columns are chosen by whoever built the report",
    needs=("Opportunity Name", "Stage", "Amount", "Close Date"),
    footer="grand totals|confidential information|copyright",
    parts=(
        Part(
            "deals",
            {
                "deal_id": "Opportunity ID",
                "stage": "Stage",
                "amount": "Amount",
                "currency": "Amount Currency",
                "source": "Lead Source",
                "created_at": "Created Date",
                "closed_at": "Close Date",
                "owner_id": F("Opportunity Owner", how="person"),
                "customer_id": F("Account Name", how="person"),
            },
            mend=_salesforce,
        ),
    ),
    asks=("currency", "dates"),
    header=(
        "Opportunity Owner", "Account Name", "Opportunity Name", "Stage", "Forecast Category", "Amount",
        "Amount Currency", "Fiscal Period", "Close Date", "Created Date", "Type", "Opportunity ID", "Lead Source",
    ),
)  # fmt: skip
PRESETS = (HUBSPOT_CONTACTS, HUBSPOT_DEALS, SALESFORCE)
