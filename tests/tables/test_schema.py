"""The canonical tables keep the rules that hold for every table."""

import pytest

from kpilib.tables import COVERAGE, DATES, TABLES


def test_the_tables_are_those_of_the_design():
    assert set(TABLES) == {
        "accounts_daily", "posts", "audience", "ads_daily", "web_daily", "period_totals", "links", "leads", "deals",
        "orders", "touchpoints", "messages", "mentions", "shares", "employees", "surveys", "costs", "experiments",
        "competitors_daily",
    }  # fmt: skip


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_keys_and_dates_are_columns_and_names_are_unique(table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert names[-4:] == ["source_file", "preset", "exported_at", "supplied"]
    assert set(table.key) <= set(names)
    for group in DATES[table.name]:
        for name in group:
            assert table.by_name[name].dtype in ("date", "ts")
    for name in COVERAGE.get(table.name, ()):
        assert name is None or name in table.by_name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_only_figures_are_aggregated(table):
    for column in table.columns:
        if column.kind != "none":
            assert column.dtype in ("i64", "f64"), column.name
            assert column.unit, column.name
        if column.kind == "distinct":
            assert column.nullable or column.name == "value"


def test_no_rate_is_stored():
    for table in TABLES.values():
        assert not [name for name in table.by_name if name.endswith("_rate") or name in ("ctr", "cpc", "cpm")]
