"""Business models name KPIs that exist, in the stages of the definitions."""

from __future__ import annotations

import pytest

from kpilib.compare.funnels import kpis_of
from kpilib.errors import UnknownName
from kpilib.kpis import CATALOGUE
from kpilib.kpis.models import MODELS, conversion_types, funnel, headline, same_kind, types_of


@pytest.mark.parametrize("model", MODELS)
def test_every_step_is_a_kpi(model):
    for paid in (False, True):
        for kpis in funnel(model, paid=paid).values():
            assert set(kpis) <= set(CATALOGUE)


def test_the_funnel_of_a_shop_online():
    steps = funnel("dtc")
    assert steps["interest"] == ("likes", "shares", "follows", "link_clicks", "pageviews")
    assert steps["purchase"] == ("add_to_cart", "checkouts", "purchases")
    assert funnel("dtc", paid=True)["purchase"] == ("cpa", "roas")


def test_a_store_has_no_web_steps():
    assert funnel("store")["interest"] == ("likes", "follows", "profile_visits")
    assert conversion_types("store") == ()


def test_a_model_names_its_conversion_types_unless_the_client_does():
    assert conversion_types("saas") == ("registration", "trial", "demo_request", "purchase")
    assert conversion_types("saas", ["download"]) == ("download",)
    assert types_of(CATALOGUE["registrations"]) == ("registration", "access")
    assert types_of(CATALOGUE["purchases"]) == types_of(CATALOGUE["conversions"]) == ()


def test_a_client_may_put_its_own_steps_in_place():
    assert funnel("b2b", own={"purchase": ["won_revenue"]})["purchase"] == ("won_revenue",)
    assert headline(["roi"]) == ("roi",)
    # The value of deals is no count: it has no place among the bars of a funnel.
    own = {"evaluation": ["enquiries", "leads"], "purchase": ["won_revenue", "purchases"]}
    assert kpis_of("b2b", own)[-3:] == ("enquiries", "leads", "purchases")


def test_headline_sets_name_kpis():
    assert all(set(headline(name)) <= set(CATALOGUE) for name in "ABDE")
    with pytest.raises(UnknownName, match="no set called 'F'"):
        headline("F")
    with pytest.raises(UnknownName, match="Did you mean 'b2b'"):
        funnel("b2c")


def test_a_rate_only_between_stages_that_count_the_same_thing():
    assert same_kind("leads", "qualified_leads")
    assert same_kind("add_to_cart", "checkouts")
    assert not same_kind("reach", "purchases")
