"""Rows cut finer than our tables are added once, and people never."""

from export_samples import CONTEXT, as_csv

from kpilib.sources.filing import read_sheets
from kpilib.sources.presets import FORMATS
from kpilib.sources.reading import sheets_of
from kpilib.sources.spec import SourceSpec


def read(data: bytes):
    reading = read_sheets(sheets_of(data, "a.csv"), FORMATS, SourceSpec(), CONTEXT)
    assert [str(problem) for problem in reading.problems if problem.severity == "error"] == []
    return {piece.name: piece.table.to_pylist() for piece in reading.pieces}, reading.pieces[0].log


def test_regions_of_a_campaign_add_up_and_a_repeated_row_does_not():
    header = ["Reporting starts", "Reporting ends", "Day", "Campaign name", "Region", "Amount spent (EUR)",
              "Impressions", "Reach"]  # fmt: skip
    north = ["2026-03-01", "2026-03-31", "2026-03-04", "Spring", "North", "10.50", "100", "80"]
    south = [*north[:4], "South", "2.25", "50", "40"]
    total = ["2026-03-01", "2026-03-31", "", "", "", "12.75", "150", "110"]
    tables, log = read(as_csv([header, total, north, south, south]))
    (row,) = tables["ads_daily"]
    assert (row["spend"], row["impressions"], row["reach"]) == (12.75, 150, None)
    assert (log.rows_read, log.kept, log.duplicated, log.rejected) == (3, 1, 1, 0)
    assert any("2 rows are cut by a further label; they are added to 1" in note for note in log.notes)


def test_hours_add_up_to_days_without_their_users():
    lines = ["# ----", "# Start date: 20260301", "# End date: 20260302"]
    lines += ["Session default channel group,Date + hour (YYYYMMDDHH),Users,Sessions"]
    lines += ["Direct,2026030110,5,6", "Direct,2026030111,4,7", "Direct,2026030209,3,3"]
    rows = read("\n".join([*lines, ""]).encode())[0]["web_daily"]
    assert sorted((str(row["date"]), row["sessions"], row["users"]) for row in rows) == [
        ("2026-03-01", 13, None),
        ("2026-03-02", 3, None),
    ]
