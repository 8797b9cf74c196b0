"""The catalogue holds what it should, and every declaration is readable, complete and of one piece."""

from __future__ import annotations

import pytest

import kpilib.kpis.reach as reach_file
from kpilib.engine import Settings
from kpilib.engine.asking import known_kpi
from kpilib.errors import ParamsError, UnknownName
from kpilib.kpis import CATALOGUE, CATEGORIES, Target
from kpilib.kpis.kpi import as_kpis
from kpilib.kpis.measures import BASES, Leaf, Of, Param
from kpilib.tables import TABLES


def leaves():
    for kpi in CATALOGUE.values():
        for variant in kpi.variant_names:
            for _, measure in kpi.choices(variant):
                for leaf in measure.leaves():
                    yield kpi, leaf


def test_the_catalogue_has_its_148_rows_under_their_own_names():
    assert len(CATALOGUE) == 148
    assert {kpi.category for kpi in CATALOGUE.values()} == set(CATEGORIES)
    assert all(key == kpi.id for key, kpi in CATALOGUE.items())
    assert all(vars(reach_file)[kpi.id] is kpi for kpi in as_kpis(vars(reach_file)))


def test_every_leaf_reads_a_column_that_exists():
    for kpi, leaf in leaves():
        if isinstance(leaf, Leaf):
            assert leaf.base in TABLES, (kpi.id, leaf)
            if leaf.table not in BASES:
                known = TABLES[leaf.table].by_name
                assert set(leaf.columns()) <= set(known), (kpi.id, leaf)


def test_every_reference_is_known():
    for kpi, leaf in leaves():
        if isinstance(leaf, Of):
            assert leaf.kpi in CATALOGUE, kpi.id
        if isinstance(leaf, Param):
            assert hasattr(Settings(), leaf.name), kpi.id


def test_a_declaration_says_what_it_needs_and_how_it_is_made():
    ctr = CATALOGUE["ctr"]
    assert ctr.formula == "sum(link_clicks) / sum(impressions)"
    assert ctr.inputs[0] == ("accounts_daily.link_clicks", "accounts_daily.impressions")
    assert ctr.tables == ("accounts_daily", "posts")
    assert CATALOGUE["roi"].inputs[0] == ("orders.margin", "orders.source", "kpi.total_cost")


@pytest.mark.parametrize(
    ("kpi", "target", "message"),
    [
        ("ctr", Target(3.5), "not between 0 and 1"),
        ("leads", Target(-4), "is negative"),
        ("leads", Target(0.2), "is a share, but this KPI counts"),
        ("nps", Target(140), "outside -100 to 100"),
        ("revenue", Target(0.2, kind="growth"), "growth needs 'over'"),
        ("revenue", Target(float("inf")), "finite"),
    ],
)
def test_a_target_that_does_not_fit_its_kpi_is_refused(kpi, target, message):
    with pytest.raises(ParamsError, match=message):
        target.check(CATALOGUE[kpi])


def test_an_unknown_kpi_gets_a_suggestion():
    with pytest.raises(UnknownName, match="Did you mean 'impressions'"):
        known_kpi("impresions", CATALOGUE)
