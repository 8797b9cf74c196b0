"""Figures collected from notebooks, and those that earlier issues gave otherwise."""

from __future__ import annotations

import math

from kpilib.batch import figures

OCTOBER = {"start": "2026-10-01", "end": "2026-11-01"}
BEFORE = {"previous_start": "2026-10-01", "previous_end": "2026-11-01"}


def collected(*records):
    bundle = {figures.NOTES: {"values": list(records)}}
    cells = [{"outputs": [{"data": bundle}]}, {"outputs": [{"text": "printed"}]}, {"source": "# title"}]
    return figures.collect({"reach": {"cells": cells}})


def test_a_record_becomes_a_row(make_figure):
    table = collected(make_figure(0.5, network="instagram", type=None, low=0.25, polarity="higher"))
    [row] = table.to_pylist()
    assert (row["notebook"], row["kpi"], row["value"], row["low"], row["high"]) == ("reach", "reach", 0.5, 0.25, None)
    assert row["group"] == '{"network": "instagram"}'


def test_missing_and_meaningless_values_are_empty(make_figure):
    table = collected(make_figure(None, missing="no_data"), make_figure(math.nan), make_figure(math.inf))
    assert table["value"].to_pylist() == [None, None, None]
    assert table["missing"].to_pylist() == ["no_data", None, None]


def test_no_notes_no_rows():
    assert figures.collect({"reach": {"cells": []}}).num_rows == 0


def test_a_table_survives_its_file(make_figure):
    table = collected(make_figure(1.0), make_figure(2.0, network="x"))
    assert figures.from_bytes(figures.to_bytes(table)).equals(table)
    assert figures.from_bytes(b"not parquet").num_rows == 0


def test_own_figures_are_compared_with_the_last_issue_of_the_period(make_figure):
    now, last, first = (collected(make_figure(value, **OCTOBER)) for value in (90.0, 100.0, 110.0))
    [changed] = figures.restated(now, own=[last, first])
    assert (changed.was, changed.now, changed.redefined) == (100.0, 90.0, False)
    [same] = figures.restated(now, own=[now, last])  # rendered again: the change is still one
    assert same.was == 100.0


def test_figures_of_comparison_periods_are_compared_with_the_other_issues(make_figure):
    november = {"start": "2026-11-01", "end": "2026-12-01"}
    now = collected(make_figure(50.0, **november, previous=90.0, **BEFORE))
    [changed] = figures.restated(now, own=[now], others=[collected(make_figure(100.0, **OCTOBER))])
    assert (changed.start, changed.was, changed.now) == ("2026-10-01", 100.0, 90.0)
    assert figures.restated(now, own=[collected(make_figure(90.0, **OCTOBER))]) == []


def test_other_groups_variants_and_rounding_are_no_change(make_figure):
    now = collected(make_figure(90.0, **OCTOBER))
    for other in (
        make_figure(80.0, **OCTOBER, network="x"),
        make_figure(80.0, **OCTOBER, variant="per_post"),
        make_figure(90.0 * (1 + 1e-9), **OCTOBER),
        make_figure(80.0, start="2026-09-01", end="2026-10-01"),
    ):
        assert figures.restated(now, own=[collected(other)]) == []


def test_a_new_definition_is_told_from_a_recount(make_figure):
    now = collected(make_figure(90.0, **OCTOBER, definition_version=2))
    [changed] = figures.restated(now, own=[collected(make_figure(100.0, **OCTOBER, definition_version=1))])
    assert changed.redefined
