"""Which days of which sources there are: coverage in a picture and in words."""

from dataclasses import replace
from datetime import date

from kpilib.exhibits import figures, palette

from .conftest import edition, frame


def test_coverage_knows_some_days_no_days_and_not_yet():
    spans = [
        {"table": "web_daily", "network": None, "start": date(2026, 9, 1), "end": date(2026, 9, 10)},
        {"table": "web_daily", "network": None, "start": date(2026, 9, 21), "end": date(2026, 9, 28)},
        {"table": "posts", "network": "x", "start": date(2026, 9, 14), "end": date(2026, 9, 28)},
    ]
    found = figures.trust.matrix(spans, edition(), date(2026, 8, 31), date(2026, 9, 28))
    assert [None if v is None else round(v, 4) for v in found["Website, daily"]] == [1.0, round(3 / 7, 4), 0.0, 1.0]
    assert found["X · Posts"] == [None, None, 1.0, 1.0]


def _span(table, network, start, end):
    return {"table": table, "network": network, "account": "a", "start": start, "end": end}


def test_a_source_of_ads_is_called_by_its_platform():
    spans = [_span("ads_daily", "google", date(2026, 8, 31), date(2026, 9, 7))]
    assert list(figures.trust.matrix(spans, edition(), date(2026, 8, 31), date(2026, 9, 7))) == ["Google · Ads, daily"]


def test_coverage_says_how_many_sources_have_gaps_and_names_them_in_the_note(english):
    whole = (date(2026, 8, 3), date(2026, 11, 1))
    spans = frame(
        _span("posts", "x", date(2026, 8, 3), date(2026, 9, 1)),
        _span("posts", "x", date(2026, 9, 8), whole[1]),
        _span("posts", "instagram", *whole),
        _span("accounts_daily", "instagram", *whole),
        _span("audience", "instagram", date(2026, 9, 1), date(2026, 9, 2)),
        _span("period_totals", "x", date(2026, 9, 1), date(2026, 9, 2)),
    )
    content = figures.coverage(spans, english).content
    assert content["title"] == "1 of 3 sources has gaps"
    assert content["note"].startswith("Gaps: X · Posts. ")
    assert [line[0] for line in content["rows"]] == ["X · Posts", "Instagram · Posts", "Instagram · Accounts, daily"]


def test_days_after_the_data_date_are_not_missing(english):
    early = replace(english, data_date=date(2026, 10, 14))
    spans = frame(
        _span("posts", "x", date(2026, 9, 28), date(2026, 10, 15)),
        _span("web_daily", None, date(2026, 9, 28), date(2026, 11, 1)),
    )
    assert figures.coverage(spans, early).content["title"] == "The 2 sources have no gaps"
    assert figures.coverage(spans, english).content["title"] == "1 of 2 sources has gaps"


def test_coverage_draws_fourteen_sources_those_with_gaps_among_them(english):
    rows = [_span("posts", f"n{i:02d}", date(2026, 9, 7), date(2026, 11, 1)) for i in range(20)]
    rows.append(_span("posts", "gap", date(2026, 9, 7), date(2026, 9, 14)))
    content = figures.coverage(frame(*rows), english).content
    assert len(content["rows"]) == 21
    assert content["note"].endswith("7 more are in the data below.")
    assert ">gap · Posts<" in content["svg"]
    assert ">n12 · Posts<" in content["svg"]
    assert ">n13 · Posts<" not in content["svg"]
    # Every kind of square is one path, however many sources there are.
    assert content["svg"].count(palette.LIGHT["fill_high"]) == 1
