"""The catalogue holds what it should, and every declaration is readable, complete and of one piece."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import kpilib.kpis.reach as reach_file
from kpilib.engine import Settings
from kpilib.engine.asking import known_kpi, tables_of
from kpilib.errors import ParamsError, UnknownName
from kpilib.kpis import CATALOGUE, CATEGORIES, Kpi, Target
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


# Written down once, apart from the declarations: what each KPI is, and its inputs by alternative.
LISTED = list(csv.DictReader(Path(__file__).with_name("catalogue.csv").read_text(encoding="utf-8").splitlines()))
FIELDS = ("category", "unit", "polarity", "aggregation", "population", "interval", "stage", "lead_lag", "micro_macro")


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row["id"])
def test_a_kpi_is_as_the_list_says(row):
    kpi = CATALOGUE[row["id"]]
    assert {name: getattr(kpi, name) for name in FIELDS} == {name: row[name] for name in FIELDS}
    for number, alternative in enumerate(row["inputs"].split("|")):
        names = {name.strip() for name in alternative.split(",")} - {""}
        tables = {name.partition(".")[0] for name in names} - {"params", "kpi"}
        # Followers on the publish day, touches and employees come in through tables worked out from these.
        joined = {"accounts_daily", "touchpoints", "employees"}
        assert tables <= {*tables_of(kpi, CATALOGUE), *joined}, (number, alternative)
        assert {name for name in names if name.startswith("params.")} <= {*_params(kpi), *OPTIONAL}, alternative


def test_the_list_has_every_kpi():
    assert sorted(row["id"] for row in LISTED) == sorted(CATALOGUE)


# Settings with a default, or that choose among alternatives: no measure waits for them.
OPTIONAL = {"params.intent_weights", "params.active_days", "params.clv_years", "params.discount", "params.followers"}


def _params(kpi: Kpi, seen: frozenset[str] = frozenset()) -> set[str]:
    """The client's numbers that a KPI, or one that it is made of, reads."""
    found: set[str] = set()
    for name in (name for names in kpi.inputs for name in names):
        if name.startswith("params."):
            found.add(name)
        elif name.startswith("kpi.") and (inner := name.partition(".")[2]) in CATALOGUE and inner not in seen:
            found |= _params(CATALOGUE[inner], seen | {inner})
    return found


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
    actions = ("posts.reactions", "posts.comments", "posts.shares", "posts.saves")
    assert CATALOGUE["engagements"].inputs[1] == actions
    assert CATALOGUE["like_follower_ratio"].inputs[0] == (
        "posts.reactions", "posts.published_at", "accounts_daily.followers", "posts",
    )  # fmt: skip
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
