"""Survey tools: SurveyMonkey, Qualtrics, Typeform. The score column and the kind are named by the client file.

Comes in: CSV with one to three header rows. Goes out: surveys; names and addresses are not read.
"""

import pyarrow.compute as pc

from kpilib.sources.preset import Part, Preset
from kpilib.sources.rows import Rows

_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}
_ASK = "Set 'columns: {score: \"the question\"}' and 'constants: {survey: nps}' for this source."


def _answers(rows: Rows) -> None:
    """The question and scale of the score column; unanswered rows are no answers."""
    if "score" not in rows.columns:
        rows.say("error", "the client file does not say which column holds the score", _ASK)
        rows.skipped.update(range(rows.count))
        return
    if "survey" not in rows.columns:
        rows.say("error", "the client file does not say what this survey measures", _ASK)
        rows.skipped.update(range(rows.count))
        return
    header = rows.part.sources["score"].header
    rows.fill("question", header)
    kind = rows.columns["survey"][0].as_py() if rows.count else ""
    low, high = _SCALES.get(kind, (None, None))
    if low is not None:
        rows.fill("scale_min", low)
        rows.fill("scale_max", high)
    rows.skipped.update(pc.indices_nonzero(pc.is_null(rows.columns["score"])).to_pylist())
    rows.refused = {index: reason for index, reason in rows.refused.items() if index not in rows.skipped}


def _dropping(header: str, unwanted: str):
    def mend(rows: Rows) -> None:
        texts = rows.cell(header)
        if texts is not None:
            hit = pc.match_substring_regex(texts, unwanted, ignore_case=True)
            rows.skipped.update(pc.indices_nonzero(pc.fill_null(hit, False)).to_pylist())
        _answers(rows)

    return mend


def _qualtrics(rows: Rows) -> None:
    for header, unwanted in (("status", "preview|spam|^[128]$"), ("finished", r"^(false|0)$")):
        texts = rows.cell(header)
        if texts is not None:
            hit = pc.match_substring_regex(texts, unwanted, ignore_case=True)
            rows.skipped.update(pc.indices_nonzero(pc.fill_null(hit, False)).to_pylist())
    _answers(rows)


SURVEYMONKEY = Preset(
    name="surveymonkey",
    what="SurveyMonkey answers",
    evidence="T: two header rows quoted by public parsers",
    needs=("Respondent ID", "Collector ID", "Start Date", "End Date"),
    dates="month-first",
    header_rows=2,
    parts=(Part("surveys", {"response_id": "Respondent ID", "submitted_at": "End Date"}, mend=_answers),),
    asks=("columns.score", "constants.survey"),
    header=(
        "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
        "Last Name", "Custom Data 1",
    ),
)  # fmt: skip
QUALTRICS = Preset(
    name="qualtrics",
    what="Qualtrics answers",
    evidence="T: three header rows quoted by public parsers; V: vendor's documentation",
    needs=("StartDate", "EndDate", "ResponseId", "Finished"),
    header_rows=3,
    parts=(
        Part("surveys", {"response_id": "ResponseId", "submitted_at": "RecordedDate | EndDate"}, mend=_qualtrics),
    ),
    asks=("columns.score", "constants.survey"),
    header=(
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
        "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
        "ExternalReference", "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
    ),
)  # fmt: skip


def _typeform(rows: Rows) -> None:
    """Rows without a submit date were never submitted."""
    submitted = rows.get("submitted_at")
    rows.skipped.update(pc.indices_nonzero(pc.is_null(submitted)).to_pylist() if len(submitted) else [])
    _dropping("response type", "^(started|partial|incomplete)")(rows)


TYPEFORM = Preset(
    name="typeform",
    what="Typeform answers",
    evidence="T: headers of two generations quoted by public parsers",
    needs=("#", "Submit Date (UTC)"),
    zone="UTC",
    parts=(Part("surveys", {"response_id": "#", "submitted_at": "Submit Date (UTC)"}, mend=_typeform),),
    asks=("columns.score", "constants.survey"),
    header=("#", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID"),
)
PRESETS = (SURVEYMONKEY, QUALTRICS, TYPEFORM)
