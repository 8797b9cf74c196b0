"""A figure that not all of the client's networks give says whose it is."""

from __future__ import annotations

import pytest

from kpilib.exhibits import cards, heads, sentences, tables
from kpilib.exhibits.facts import facts
from kpilib.exhibits.provenance import basis
from kpilib.text import LANGUAGES

from .conftest import edition, frame, row

REACH = {"missing": "non_additive", "low": 63152.0, "high": 85011.0, "table": "period_totals"}


def test_bounds_of_some_networks_are_no_bounds_of_all(english):
    some = facts(frame(row("reach", "people", None, basis="networks=facebook+linkedin", **REACH)), english)[0]
    assert some.why["reason"] == "Facebook and LinkedIn together: between 63,152 and 85,011 people"
    parts = frame(*(row("reach", "people", v, network=n) for n, v in (("facebook", 120.0), ("linkedin", 90.0))))
    said = sentences.reach_bounds(parts, english, some=some.networks)
    assert said.text == "Facebook and LinkedIn together: between 120 and 210 people."


def test_the_figure_of_one_network_says_so_on_its_card_in_the_title_and_in_its_definition(english):
    rows = frame(row("reach", "people", 2260.0, 2000.0, basis="networks=linkedin", table="period_totals"))
    fact = facts(rows, english)[0]
    assert cards.cards(rows, english).content["cards"][0]["note"] == "LinkedIn only"
    assert heads.finding([fact]).startswith("Reach (LinkedIn only) rose 13.0%")
    assert "¹ LinkedIn only." in tables.kpi_table(rows, english, "reach").content["notes"]
    assert basis(fact.row["basis"], english) == ["Networks counted: LinkedIn"]


@pytest.mark.parametrize(
    ("basis", "only"),
    [
        ("networks=facebook+instagram+linkedin; without=x", "without X"),
        ("networks=facebook+instagram+linkedin; without=tiktok+x", "without TikTok and X"),
        ("networks=facebook; without=x", "Facebook only"),
        ("networks=facebook; without=instagram+x", "Facebook only"),
    ],
)
def test_what_is_shorter_is_said(english, basis, only):
    assert facts(frame(row("reach", "people", 9.0, basis=basis)), english)[0].only == only


def test_without_a_network_in_every_language():
    rows = frame(row("reach", "people", 9.0, basis="networks=facebook+instagram; without=x"))
    told = {language: facts(rows, edition(language))[0].only for language in LANGUAGES}
    assert told == {"en": "without X", "zh-Hans": "不含 X", "zh-Hant": "不含 X", "tr": "X hariç", "id": "tanpa X"}


@pytest.mark.parametrize(("kpi", "only"), [("impressions", "ads only"), ("spend", None), ("roas", None)])
def test_impressions_of_ads_do_not_stand_as_the_brands_own(english, kpi, only):
    assert facts(frame(row(kpi, "count", 9.0, table="ads_daily")), english)[0].only == only
