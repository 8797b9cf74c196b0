"""`kpilib measure`: figures worked out by hand, the documented keys, and words instead of tracebacks."""

import csv
import io

import pytest

KEYS = {
    "kpi", "variant", "unit", "table", "start", "end", "value", "missing", "numerator", "denominator", "n", "coverage",
    "low", "high", "previous", "change", "change_kind", "target", "status", "benchmark", "definition_version",
}  # fmt: skip


def test_json_is_one_document_with_the_documented_keys(client, as_json):
    code, rows, _ = as_json(
        "measure", "acme", "--kpi", "likes,engagement_rate_impressions", "--period", "2026-09-01..2026-09-02"
    )
    assert code == 0
    likes, rate = rows
    assert set(likes) >= KEYS
    assert (likes["value"], likes["table"], likes["missing"]) == (45, "accounts_daily", None)
    assert (likes["start"], likes["end"]) == ("2026-09-01", "2026-09-03")
    # 35 + 3 + 2 and 10 actions on 1,500 impressions: pooled, not the mean of 4 % and 2 %
    assert rate["value"] == pytest.approx(50 / 1500)
    assert (rate["numerator"], rate["denominator"]) == (50, 1500)


def test_groups_and_filters(client, as_json):
    _, rows, _ = as_json("measure", "acme", "--kpi", "impressions", "--by", "day", "--period", "2026-09-01..2026-09-02")
    assert {row["day"]: row["value"] for row in rows} == {"2026-09-01": 1000, "2026-09-02": 500}
    code, rows, _ = as_json(
        "measure", "acme", "--kpi", "impressions", "--where", "network=x", "--period", "2026-09-01..2026-09-02"
    )
    assert (code, rows[0]["value"]) == (0, 1500)


def test_missing_is_null_with_its_reason(client, as_json):
    code, rows, _ = as_json("measure", "acme", "--kpi", "leads", "--period", "2026-09-01..2026-09-02")
    assert code == 0
    assert (rows[0]["value"], rows[0]["missing"]) == (None, "not_supplied")


def test_csv(client, kpilib):
    _, out, _ = kpilib("measure", "acme", "--kpi", "likes", "--period", "2026-09-01..2026-09-02", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out)))
    assert (row["kpi"], float(row["value"])) == ("likes", 45)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kpi", "lkes"), "Did you mean 'likes'"),
        (("--kpi", "likes", "--by", "netwrk"), "Did you mean 'network'"),
        (("--kpi", "likes", "--period", "2026-13"), "Write 2026-10"),
        (("--kpi", "likes", "--compare", "yesteryear"), "previous, year, none"),
        (("--kpi", "likes", "--where", "network"), "DIM=VALUE"),
        (("--kpi", "likes", "--where", "network=xx"), "There are: x."),
        (("--kpi", "likes", "--variant", "nice"), "no variant called 'nice'"),
        (("--kpi", "likes", "--period", "2031-01"), "begins after the last day"),
    ],
)
def test_asked_wrongly(client, kpilib, words, said):
    code, out, err = kpilib("measure", "acme", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_client_that_does_not_exist(client, kpilib):
    code, _, err = kpilib("measure", "acne", "--kpi", "likes")
    assert code == 2
    assert "Did you mean 'acme'" in err
