"""Sentences are printed only when their guards hold, and what they rest on can be worked out again."""

import itertools
import re
from dataclasses import replace
from datetime import date

import pytest

from kpilib.exhibits import facts, figures, guards, rules, sentences
from kpilib.periods import Period
from kpilib.text import LANGUAGES, Words
from kpilib.text.lexicon import lexicon

from .conftest import edition, frame, row

RATE = "engagement_rate_impressions"
# Words of cause, in each language; a sentence of ours says "consistent with".
CAUSES = {
    "en": r"\b(because|caused?|due to|thanks to|led to|drove|driven by|resulted|significant\w*)\b",
    "zh-Hans": r"因为|导致|造成|使得|由于|归功于|显著",
    "zh-Hant": r"因為|導致|造成|使得|由於|歸功於|顯著",
    "tr": r"\b(çünkü|neden ol\w*|yüzünden|sayesinde|yol aç\w*|anlamlı)\b",
    "id": r"\b(karena|menyebabkan|akibat|berkat|mengakibatkan|signifikan)\b",
}


def fact(made, *arguments, **more):
    return facts(frame(row(*arguments, **more)), made)[0]


def drivers(kind="contribution", **amounts):
    return frame(*({"group": group, "kind": kind, "amount": amount} for group, amount in amounts.items()))


def test_a_rise_tells_size_and_driver(english):
    found = sentences.changed(
        fact(english, "social_sessions", "count", 48210.0, 42900.0), drivers(instagram=3770.0, x=1540.0)
    )
    assert found.lead == "Visits from social media rose 12.4%."
    assert found.text == "From 42,900 in September to 48,210 in October. Instagram accounts for 71% of the rise."
    assert found.holds
    assert found.data["template"] == "sentence.change.rose"
    assert found.data["values"]["previous"] == 42900.0


def test_opposite_contributions_are_told_as_net(english):
    found = sentences.changed(fact(english, "reach", "people", 110.0, 100.0), drivers(instagram=15.0, x=-5.0))
    assert found.text.endswith("Not all moved the same way: Instagram +15, X −5.")


def test_parts_of_a_change_that_moved_apart_add_up(english):
    """By hand: 15 − 5 + 4 − 1 = 13 more people, and 15 − 5 + 4 = 14."""
    reach = fact(english, "reach", "people", 113.0, 100.0)
    found = sentences.changed(reach, drivers(instagram=15.0, x=-5.0, facebook=4.0, youtube=-1.0, linkedin=0.0))
    assert found.text.endswith("Not all moved the same way: Instagram +15, X −5, the other 2 together +3.")
    three = sentences.changed(reach, drivers(instagram=15.0, x=-5.0, facebook=4.0, linkedin=0.0))
    assert three.text.endswith("Not all moved the same way: Instagram +15, X −5, Facebook +4.")


def test_a_rate_that_falls_while_every_network_rises(english):
    rows = frame(
        *drivers("rate", instagram=0.001, x=0.001).to_dict("records"),
        *drivers("mix", instagram=-0.002, x=-0.0036).to_dict("records"),
    )
    found = sentences.changed(fact(english, RATE, "fraction", 0.0313, 0.0349), rows)
    assert found.lead == "Engagement rate by impressions fell 0.36 points."
    assert (
        "The rate rose in every network (+0.20 points), but the mix shifted (−0.56 points), most of all through X."
        in found.text
    )


@pytest.mark.parametrize(
    ("values", "more", "holds"),
    [
        ((1021.0, 1000.0), {}, True),
        ((1019.0, 1000.0), {}, False),
        ((40.0, 29.0), {}, False),
        ((40.0, 30.0), {}, True),
        ((40.0, 30.0), {"flat": True}, False),
    ],
    ids=["material", "below materiality", "base below 30", "base of 30", "flat"],
)
def test_guards_of_a_change(english, values, more, holds):
    assert sentences.changed(fact(english, "reach", "people", *values, **more)).holds is holds


def test_without_a_comparison_no_change_is_told():
    assert sentences.changed(fact(edition(comparison=False), "reach", "people", 40.0, 30.0)) is None


def test_every_stored_guard_gives_its_verdict_again(english):
    found = [i for i in _all(english) if i is not None]
    assert {i.data["template"] for i in found} >= {
        "sentence.answers.within",
        "sentence.test.undecided",
        "sentence.brand.anomaly",
    }
    for insight in found:
        assert guards.holds(insight.data["guards"]) is insight.holds
        assert {"template", "kpi", "variant", "values", "n", "interval", "guards"} <= set(insight.data)


def test_at_most_five_one_for_each_kpi_the_weightiest_first(english):
    many = [
        sentences.changed(fact(english, kpi, "count", 100.0 + i, 50.0))
        for i, kpi in enumerate(("reach", "views", "likes", "clicks", "saves", "shares"))
    ]
    exhibit = sentences.insights([*many, many[0]], english)
    assert [item["data"]["kpi"] for item in exhibit.content["items"]] == ["shares", "saves", "clicks", "likes", "views"]
    assert (
        sentences.insights([None, sentences.changed(fact(english, "reach", "people", 101.0, 100.0))], english) is None
    )


def test_no_group_is_compared_below_its_guard(english):
    def rows(n, low):
        return frame(
            row(RATE, "fraction", 0.034, n=40, low=0.031, high=0.037, type="reel", table="posts"),
            row(RATE, "fraction", 0.02, n=n, low=0.01, high=low, type="image", table="posts"),
        )

    assert sentences.two_apart(rows(9, 0.03), english, by="type").holds
    assert not sentences.two_apart(rows(9, 0.032), english, by="type").holds
    assert sentences.two_apart(rows(4, 0.03), english, by="type") is None


def test_reach_is_bounded_not_added(english):
    rows = frame(row("reach", "people", 120.0, network="instagram"), row("reach", "people", 90.0, network="x"))
    assert sentences.reach_bounds(rows, english).text == "A combined figure lies between 120 and 210."


def test_headlines(english):
    met = fact(english, "reach", "people", 10.0, target=8.0, attainment=1.25, status="achieved")
    missed = fact(english, "roas", "per_unit", 1.0, target=3.0, attainment=0.33, status="missed")
    assert sentences.headline([met], english) == "The target is met"
    assert sentences.headline([met, missed], english) == "1 of 2 targets met; Return on ad spend (ROAS) furthest behind"
    assert (
        sentences.headline([fact(english, "reach", "people", 120.0, 100.0)], english) == "Reach rose 20.0% on September"
    )
    assert sentences.headline([], english) == "October 2026: no figure can be shown"
    assert (
        sentences.summary_lead([met, missed], english)
        == "October 2026 compared with September 2026. 2 targets: 1 met, 1 behind."
    )


def test_targets_without_a_verdict_are_counted_and_told(english):
    met = fact(english, "reach", "people", 10.0, target=8.0, attainment=1.25, status="achieved")
    gone = fact(english, "nps", "score", None, target=45.0, status="not_measurable")
    assert sentences.headline([met, gone], english) == "1 of 2 targets met and none behind"
    assert sentences.summary_lead([met, gone], english).endswith("2 targets: 1 met. 1 target could not be judged.")
    assert figures.attainment(frame(met.row, gone.row), english).content["title"] == "1 of 2 targets met"
    assert sentences.targets([gone], english) is None
    none_behind = sentences.targets([met, met, gone], english)
    assert none_behind.lead == "None of 2 targets is behind."
    assert none_behind.text == "1 target could not be judged."


def test_while_the_period_runs_nothing_is_met_yet(english):
    ahead = fact(
        english, "revenue", "money", 5.2e5, target=8e5, attainment=0.65, pace=1.08, elapsed=0.6, status="ahead"
    )
    late = fact(english, "leads", "count", 3.0, target=40.0, attainment=0.075, pace=0.13, elapsed=0.6, status="behind")
    assert sentences.headline([ahead], english) == "The target is on pace"
    assert sentences.headline([ahead, late], english) == "1 of 2 targets on pace; Leads furthest behind"
    assert sentences.summary_lead([ahead, late], english).endswith("2 targets: 1 on pace, 1 behind.")
    assert figures.attainment(frame(ahead.row, late.row), english).content["title"] == "1 of 2 targets on pace"


def test_a_figure_of_the_wrong_sign_is_furthest_behind(english):
    short = fact(english, "leads", "count", 3.0, target=40.0, attainment=0.075, status="missed")
    sour = fact(english, "net_sentiment", "score", -0.1, target=0.3, attainment=None, status="missed")
    assert sentences.headline([short, sour], english) == "0 of 2 targets met; Net sentiment furthest behind"
    assert sentences.targets([short, sour], english).text == "Furthest behind: Net sentiment and Leads."


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("landing_page", [("social_sessions", 200.0, 100.0, False), ("bounce_rate", 0.6, 0.5, False)]),
        ("call_to_action", [("engagements", 200.0, 100.0, False), ("social_sessions", 50.0, 100.0, False)]),
        ("frequency", [("frequency", 2.1, 2.0, True)]),
        (
            "deeper_interest",
            [("comments", 30.0, 10.0, False), ("shares", 30.0, 10.0, False), ("likes", 10.0, 10.0, True)],
        ),
        ("rivals", [("share_of_voice", 0.2, 0.3, False), ("mentions", 100.0, 100.0, True)]),
        ("sales_cycle", [("leads", 80.0, 40.0, False), ("purchases", 10.0, 10.0, True)]),
    ],
)
def test_diagnostic_rules_hold_and_fail(english, rule, rows):
    units = {"bounce_rate": "share", "frequency": "per_unit", "share_of_voice": "share"}
    found = [fact(english, kpi, units.get(kpi, "count"), value, before, flat=flat) for kpi, value, before, flat in rows]
    assert [i.data["kpi"] for i in rules.diagnose(found, english)] == [f"rule.{rule}"]
    calm = [fact(english, f.kpi, f.unit, 1.0, 1.0, flat=True) for f in found]
    assert rules.diagnose(calm, english) == []
    assert rules.diagnose(found[1:], english) == [] or len(found) == 1


def test_what_is_not_clear_did_not_hold_steady(english):
    leads = fact(english, "leads", "count", 80.0, 40.0)
    still, unclear = (fact(english, "purchases", "count", 10.0, 12.0, flat=True, unclear=u) for u in (False, True))
    assert [i.data["kpi"] for i in rules.diagnose([leads, still], english)] == ["rule.sales_cycle"]
    assert rules.diagnose([leads, unclear], english) == []


@pytest.mark.parametrize(
    ("numbers", "lead"),
    [
        ({"split_p": 1.6e-9, "low": 0.002, "high": 0.029}, "The split is not as planned: the result is withheld."),
        ({"split_p": 0.86, "low": 0.002, "high": 0.029}, "B converts 1.53 points more than A."),
        ({"split_p": 0.86, "low": -0.01, "high": 0.029}, "The test is not decided."),
    ],
)
def test_results_of_a_test(english, numbers, lead):
    found = rules.experiment(english, difference=0.0153, p=0.02, more=1200, names=("A", "B"), n=4788, **numbers)
    assert found.lead == lead
    assert found.holds
    if "converts" in lead:
        assert found.text == "95% interval of the difference in percentage points: +0.20 to +2.90."


def test_break_even_is_one_over_margin(english):
    roas = fact(english, "roas", "per_unit", 2.4)
    assert (
        rules.break_even(roas, english, margin=0.33).lead
        == "ROAS of 2.40 is below the break-even of 3.03 at a margin of 33%."
    )
    missing = rules.break_even(roas, english, margin=None)
    assert (missing.lead, missing.text) == (
        "ROI cannot be shown: no margin was supplied.", "Add the margin to the client file.",
    )  # fmt: skip


def test_a_posting_time_is_named_only_when_it_differs(english):
    none = rules.posting_time("Monday, 8–12", english, posts=120, p=0.2, fewest=9)
    assert none.lead == "No posting time differs reliably from the average (120 posts)."
    assert (
        rules.posting_time("Monday, 8–12", english, posts=120, p=0.01, fewest=9).lead
        == "Monday, 8–12 differs reliably from the average."
    )
    assert (
        rules.posting_time("Monday, 8–12", english, posts=120, p=0.01, fewest=4).data["template"]
        == "sentence.content.no_time"
    )


def _all(made):
    sla = fact(made, "sla_1h_rate", "share", 0.81, n=530, table="messages", target=0.9)
    median, p90 = (
        fact(made, "first_response_time", "seconds", 1380.0, n=530, table="messages"),
        fact(made, "response_time_p90", "seconds", 6000.0, n=530, table="messages"),
    )
    shares, mentions = fact(made, "advocacy_shares", "count", 300.0), fact(made, "mentions", "count", 900.0)
    yield rules.answered(sla, made, unanswered=14)
    yield rules.answer_time(median, p90, made)
    yield rules.concentrated([50.0, *[1.0] * 30], made, fact=shares)
    yield rules.concentrated([50.0, 1.0], made, fact=shares)
    yield rules.models_disagree({"last": ["Paid Social"], "first": ["Organic Social"]}, made)
    yield rules.sentiment_coverage(fact(made, "sentiment_coverage", "share", 0.64), made, unclassified=["tr"])
    yield rules.anomaly(date(2026, 3, 12), 410.0, 90.0, 160.0, 5.1, 60, made, fact=mentions)
    yield rules.pages(2, made, visits=150.0, p=0.03)
    yield rules.cost_trend([5.0, 4.0, 4.0, 3.0, 3.0, 2.0], -0.8, -0.3, made, fact=fact(made, "cpl", "money", 2.0))
    yield rules.experiment(made, difference=0.0, low=-0.1, high=0.1, p=0.9, split_p=0.9, more=10, names=("A", "B"), n=9)
    yield rules.posting_time(None, made, posts=50, p=None, fewest=0)
    yield rules.break_even(fact(made, "roas", "per_unit", 4.0), made, margin=0.5)
    yield sentences.targets([sla], made)


def test_every_sentence_can_be_said_in_every_language(every_language):
    for insight in filter(None, _all(every_language)):
        assert insight.lead
        assert "{" not in insight.lead + insight.text
        assert not re.search(CAUSES[every_language.words.language], insight.lead + insight.text, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_names_a_cause(language):
    for key, entry in lexicon(language).items():
        if key.startswith("sentence."):
            for text in [entry] if isinstance(entry, str) else entry.values():
                assert not re.search(CAUSES[language], text, re.IGNORECASE), (key, text)


def test_no_figure_carries_a_suffix_in_turkish():
    figures = {
        "value",
        "share",
        "change",
        "count",
        "low",
        "high",
        "target",
        "median",
        "p90",
        "made",
        "roas",
        "limit",
        "margin",
    }
    for key, entry in lexicon("tr").items():
        if key.startswith(("sentence.", "exhibits.")):
            for text, name in itertools.product([entry] if isinstance(entry, str) else entry.values(), figures):
                assert not re.search(rf"\{{{name}\}}['’a-zçğıöşü]", text), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_keys(language):
    ours = {key for key in Words(language).keys() if key.startswith(("exhibits.", "sentence."))}  # noqa: SIM118
    assert ours == {key for key in Words("en").keys() if key.startswith(("exhibits.", "sentence."))}  # noqa: SIM118


def test_posts_of_no_known_type_are_not_a_type(english):
    rows = [row("ctr", "share", v, n=99, low=v - 0.01, high=v + 0.01, type=name, table="posts")
            for name, v in (("image", 0.09), (None, 0.05), ("video", 0.01))]  # fmt: skip
    found = sentences.two_apart(frame(*rows), english, by="type")
    assert found.lead == "Click-through rate: Image 9.0%, Video 1.0%."
    assert found.text == "The 95% intervals do not overlap: 8.0%–10.0%; 0.0%–2.0%."
    assert sentences.two_apart(frame(*rows[:2]), english, by="type") is None


def test_values_that_read_alike_get_another_decimal(english):
    made = sentences.changed(fact(english, "ctr", "share", 0.0023, 0.0020))
    assert made.text == "From 0.20% in September to 0.23% in October."


def test_a_change_over_the_turn_of_the_year_names_the_years(english):
    made = replace(english, comparison=Period.month(2025, 10))
    found = sentences.changed(fact(made, "engagements", "count", 120.0, 100.0))
    assert found.text == "From 100 in October 2025 to 120 in October 2026."


@pytest.mark.parametrize(
    ("unanswered", "text"),
    [
        (14, "The target is 90.0%. 14 are still unanswered."),
        (1, "The target is 90.0%. 1 is still unanswered."),
        (0, "The target is 90.0%. No message is waiting for an answer."),
    ],
)
def test_answers_are_told_with_their_target_and_what_still_waits(english, unanswered, text):
    sla = fact(english, "sla_1h_rate", "share", 0.81, n=530, table="messages", target=0.9)
    assert rules.answered(sla, english, unanswered=unanswered).text == text


def test_a_mix_of_nothing_and_a_single_network_are_no_drivers(english):
    rate = fact(english, RATE, "fraction", 0.0102, 0.0096)
    zero = [{"group": g, "kind": k, "amount": a} for g in ("x", "facebook") for k, a in (("mix", 0.0), ("rate", 3e-4))]
    assert "shift between networks" not in sentences.changed(rate, frame(*zero)).text
    alone = frame({"group": "x", "kind": "mix", "amount": 3e-4}, {"group": "x", "kind": "rate", "amount": 3e-4})
    assert "shift between networks" not in sentences.changed(rate, alone).text
