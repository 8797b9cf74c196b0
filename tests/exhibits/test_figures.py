"""Figures state their finding, describe themselves, and use no colour outside the palette."""

import json
import logging
import re
from datetime import date, timedelta

import pytest

from kpilib.exhibits import canvas, charts, facts, figures, palette
from kpilib.exhibits.charts import Line, Point
from kpilib.exhibits.charts.axes import apart
from kpilib.exhibits.figure import Format
from kpilib.exhibits.figures.ranked import steps

from .conftest import edition, frame, row, weeks
from .shapes import check

RATE = "engagement_rate_impressions"
KNOWN = {color.lower() for shade in (palette.LIGHT, palette.NETWORKS) for color in shade.values()}
COLOUR_WORDS = re.compile(
    r"\b(red|green|blue|teal|grey|gray|orange|purple|yellow|kırmızı|yeşil|mavi|gri|turuncu|mor|merah|hijau|biru|abu-abu|ungu)\b"
    r"|红|绿|蓝|灰|橙|紫|紅|綠|藍|image of|picture of",
    re.IGNORECASE,
)
NETWORKS = ("instagram", "facebook", "tiktok", "linkedin", "youtube", "x")


def by(dimension, kpi, unit, values, **more):
    return frame(*(row(kpi, unit, v, **{dimension: n}, **more) for n, v in values.items()))


def drawn(made):
    """One figure of every kind, and one that has no data."""
    rate = frame(
        row(RATE, "fraction", 0.031, 0.035, table="posts", n=166, target=0.035, attainment=0.89, status="missed")
    )
    visits = frame(row("social_sessions", "count", 530.0, 430.0))
    yield figures.trend(
        weeks(RATE, "fraction", [0.04, 0.036, None, 0.034, 0.033, 0.03, 0.031, 0.031, 0.03], low=0.02, high=0.05),
        made,
        result=rate,
    )
    yield figures.by_week(
        weeks("social_sessions", "count", [90, 95, 100, 110, 120, 130, 125, 135, 140]), made, result=visits
    )
    for count in (3, 6):
        many = [
            weeks("followers", "count", [10 * i, 11 * i, 12 * i], network=n) for i, n in enumerate(NETWORKS[:count], 1)
        ]
        yield figures.trends(_joined(many), made, name=f"followers-{count}")
    yield figures.gains_and_losses(
        _joined([weeks("follows", "count", [9, 8, 7]), weeks("unfollows", "count", [1, 2, 1])]), made
    )
    yield figures.by_group(
        by("network", "reach", "people", {"instagram": 9.0, "facebook": 5.0, "x": None}), made, additive=False
    )
    parts = [
        by("network", kpi, "count", {"instagram": a, "facebook": b})
        for kpi, a, b in (("likes", 70.0, 80.0), ("comments", 30.0, 20.0))
    ]
    yield figures.shares(_joined(parts), made)
    yield figures.drivers(_mix(), rate, made)
    yield figures.drivers(
        frame(
            {"group": "x", "kind": "contribution", "amount": 70.0},
            {"group": "tiktok", "kind": "contribution", "amount": 30.0},
        ),
        visits,
        made,
    )
    yield figures.funnel(
        [
            ("link_clicks", 100.0, None),
            ("social_sessions", 80.0, None),
            ("add_to_cart", 20.0, 0.25),
            ("purchases", 8.0, 0.4),
        ],
        made,
        basis="period",
    )
    yield figures.attainment(rate, made)
    types = frame(
        *(
            row(RATE, "fraction", v, table="posts", n=n, low=v - 0.002, high=v + 0.002, type=t)
            for t, v, n in (("reel", 0.04, 40), ("image", 0.02, 30), ("live", 0.03, 3))
        )
    )
    yield figures.rates(types, made, total=rate)
    pages = frame(*({"page": f"/{i}", "sessions": 100.0 + i, "bounce": 0.1 * i} for i in range(1, 6)))
    yield figures.against(
        pages, made, x=("sessions", "count"), y=("bounce", "share"), label="page", names=("A", "B"), thing="C"
    )
    yield figures.answer_times(
        {"instagram": [60.0 * i for i in range(1, 40)], "x": [90.0 * i for i in range(1, 40)]}, made
    )
    cells = frame(*({"weekday": d, "hour": h, "value": 0.01 * (d + h), "n": 4 + d} for d in range(3) for h in range(3)))
    yield figures.grid(
        cells, made, rows=("hour", range(3)), columns=("weekday", range(3)), unit="fraction", measure="M"
    )
    yield figures.slope([("A", 0.4, 0.5), ("B", 0.6, 0.5)], made, first="1", last="2")
    yield figures.concentration([float(i) for i in range(1, 31)], made, measure="M")
    spans = frame(
        {"table": "posts", "network": "instagram", "account": "a", "start": date(2026, 9, 1), "end": date(2026, 11, 1)},
        {"table": "web_daily", "network": None, "account": "", "start": date(2026, 9, 1), "end": date(2026, 9, 14)},
        {"table": "web_daily", "network": None, "account": "", "start": date(2026, 9, 28), "end": date(2026, 11, 1)},
    )  # fmt: skip
    yield figures.coverage(spans, made)
    yield figures.breaks(made, start=date(2026, 1, 1), end=date(2026, 11, 1))
    yield figures.trend(weeks(RATE, "fraction", [None, None]), made, name="empty")


def _joined(frames):
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def _mix():
    """E11 of the definitions: every network's rate rises, the whole falls."""
    amounts = {
        "instagram": (0.00084783, -0.00213771),
        "facebook": (0.00041087, -0.00320461),
        "linkedin": (0.00082609, -0.00003811),
    }
    return frame(
        *(
            {"group": g, "kind": kind, "amount": a}
            for g, pair_of in amounts.items()
            for kind, a in zip(("rate", "mix"), pair_of, strict=True)
        )
    )


def test_figures_keep_the_rules_in_every_language(every_language, caplog):
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        shown = list(drawn(every_language))
    assert caplog.records == []
    for exhibit in shown:
        check(exhibit.kind, exhibit.content)
        json.dumps(dict(exhibit.content), allow_nan=False)
    pictures = [exhibit.content for exhibit in shown if exhibit.kind == "figure"]
    assert len(pictures) == 19
    for content in pictures:
        assert 60 <= len(content["alt"]) <= 350, content["alt"]
        assert not COLOUR_WORDS.search(content["alt"]), content["alt"]
        assert content["title"]
        assert not content["title"].endswith((".", "。"))
        assert content["rows"]
        for source in (content["svg"], content["svg_phone"]):
            found = {color.lower() for color in re.findall(r"#[0-9a-fA-F]{6}\b", source)}
            assert found <= KNOWN, (content["id"], found - KNOWN)


def test_no_data_becomes_a_reason_not_a_chart(english):
    exhibit = figures.trend(weeks(RATE, "fraction", [0.03, None]), english)
    assert exhibit.kind == "absent"
    assert exhibit.content["reason"] == "Not supplied"
    assert exhibit.content["title"] == "Engagement rate by impressions: not shown"


def test_a_title_says_since_when_the_target_is_missed(english):
    result = frame(row(RATE, "fraction", 0.031, 0.035, target=0.035))
    shown = figures.trend(weeks(RATE, "fraction", [0.036, 0.037, 0.036, 0.034, 0.033, 0.032]), english, result=result)
    assert shown.content["title"] == "Engagement rate by impressions: below the target of 3.50% since 21 September"
    assert "Target 3.50%" in shown.content["alt"]


def test_no_since_is_told_of_weeks_whose_intervals_hold_the_target(english):
    result = frame(row(RATE, "fraction", 0.031, 0.035, target=0.035))
    series = weeks(RATE, "fraction", [0.036, 0.037, 0.036, 0.034, 0.033, 0.032]).assign(low=0.02, high=0.045)
    title = figures.trend(series, english, result=result).content["title"]
    assert title == "Engagement rate by impressions: 3.10%, target 3.50%"


def test_a_target_of_the_month_is_no_line_of_its_weeks(english):
    result = frame(row("social_sessions", "count", 530.0, 430.0, target=500.0))
    shown = figures.trend(weeks("social_sessions", "count", [90, 95, 100]), english, result=result)
    assert "Reference line" not in shown.content["alt"]


def test_the_title_of_a_sum_does_not_hold_weeks_against_the_target_of_the_month(english):
    result = frame(row("social_sessions", "count", 530.0, 430.0, target=500.0))
    shown = figures.trend(weeks("social_sessions", "count", [90, 95, 100]), english, result=result)
    assert shown.content["title"].endswith("530, target 500")


def test_a_break_is_drawn_for_what_it_touches_only(english):
    series = [0.036, 0.037, 0.036, 0.034, 0.033]
    assert "Instagram." in figures.trend(weeks(RATE, "fraction", series), english).content["alt"]
    visits = figures.by_week(weeks("social_sessions", "count", [90, 95, 100, 110, 120]), english)
    assert "Instagram" not in visits.content["alt"]


def test_the_steps_of_a_rate_are_mix_first_and_add_up(english):
    fact = facts(frame(row(RATE, "fraction", 0.02530435, 0.0286)), english)[0]
    mix, rates = steps(_mix().to_dict("records"), fact)
    assert [(step.label, step.text) for step in mix] == [("Facebook (mix)", "−0.32"), ("Instagram (mix)", "−0.21")]
    assert [(step.label, step.helps) for step in rates] == [
        ("Instagram (rate)", True),
        ("LinkedIn (rate)", True),
        ("Facebook (rate)", True),
    ]
    assert sum(step.amount for step in [*mix, *rates]) == pytest.approx(-0.00329565, abs=5e-5)


def test_the_title_of_a_waterfall_names_what_outweighs(english):
    shown = figures.drivers(_mix(), frame(row(RATE, "fraction", 0.02530435, 0.0286)), english).content
    assert shown["title"] == "The shift between networks outweighs the rates"
    assert shown["rows"][-1] == ["Change", "−0.33"]


def test_a_rate_needs_enough_posts(english):
    rows = frame(
        *(
            row(RATE, "fraction", 0.03, table="posts", n=n, low=0.02, high=0.04, type=t)
            for t, n in (("reel", 40), ("image", 9), ("live", 3))
        )
    )
    table = figures.rates(rows, english).content["rows"]
    assert table[0][1] == table[1][1] == "3.00%"
    assert table[2][1] == "n/a, fewer than 5"
    # One group with enough posts is compared with nothing.
    assert figures.rates(rows[rows["type"] != "image"], english).kind == "absent"


def test_steps_of_a_change_that_is_withheld_are_not_told(english):
    steps = frame(
        {"group": "instagram", "kind": "contribution", "amount": 30.0},
        {"group": "x", "kind": "contribution", "amount": 20.0},
    )
    known = frame(row("engagements", "count", 150.0, 100.0))
    assert figures.drivers(steps, known, english).content["title"] == "Engagements: Instagram +30 of +50"
    fall = frame(row("engagements", "count", 100.0, 150.0))
    against = figures.drivers(steps.assign(amount=[-20.0, -30.0]), fall, english)
    assert against.content["title"] == "Engagements: X −30 of −50"
    # More than the whole is no part of it.
    beyond = figures.drivers(steps.assign(amount=[70.0, -20.0]), known, english)
    assert beyond.content["title"] == "Engagements: Instagram +70, +50 in all"
    withheld = frame(row("engagements", "count", 15.0, change_missing="coverage_differs"))
    made = figures.drivers(steps, withheld, english)
    assert made.kind == "absent"
    assert made.content["reason"] == "Coverage differs between the periods"


def test_one_bar_beside_zeros_is_no_comparison(english):
    def drawn(*values):
        groups = zip(("instagram", "x", "facebook"), values, strict=False)
        return figures.by_group(frame(*(row("leads", "count", n, network=name) for name, n in groups)), english)

    assert drawn(32.0, 0.0).kind == "absent"
    assert drawn(32.0, 0.0, 1.0).kind == "figure"


def test_groups_at_zero_are_named_up_to_four(every_language):
    def note(zeros):
        rows = (row("leads", "count", 0.0, campaign=f"z{n}") for n in range(zeros))
        told = frame(*(row("leads", "count", 9.0 - n, campaign=f"c{n}") for n in range(2)), *rows)
        return figures.by_group(told, every_language, by="campaign").content["note"]

    assert all(f"z{n}" in note(4) for n in range(4))
    assert ("z3" in note(6), "z4" in note(6)) == (True, False)
    more = every_language.words.say("sentence.finding.more", count=2)
    assert more in note(6)


def test_dark_bars_are_told_by_their_own_days(english):
    """Weeks from 31 August: those whose middle lies in October begin on 28 September, the last on 26 October."""
    to_the_end = figures.by_week(weeks("impressions", "count", [9.0] * 9), english).content["note"]
    assert "Dark bars: 28 Sep – 1 Nov." in to_the_end
    early = figures.by_week(weeks("impressions", "count", [9.0] * 8), english).content["note"]
    assert "Dark bars: 28 Sep – 25 Oct." in early


def test_bars_that_all_stand_before_the_period_are_no_chart(english):
    early = figures.by_week(weeks("impressions", "count", [90.0, 80.0, None, None]), english)
    assert early.kind == "absent"


def test_a_band_is_told_of_only_where_one_is_drawn(english):
    lone = weeks(RATE, "fraction", [0.03, 0.04, 0.05], low=None, high=None)
    lone.loc[1, ["low", "high"]] = [0.03, 0.05]
    assert "Shaded" not in (figures.trend(lone, english).content["note"] or "")
    banded = lone.assign(low=0.02, high=0.06)
    assert "Shaded" in figures.trend(banded, english).content["note"]


def test_a_change_made_by_one_group_is_no_waterfall(english):
    moved = frame(*({"group": g, "kind": "contribution", "amount": n} for g, n in (("x", 31.0), ("facebook", 0.0))))
    alone = figures.drivers(moved, frame(row("social_sessions", "count", 50.0, 19.0)), english)
    assert alone.content["reason"] == "There is one group only"


def test_who_brings_all_is_no_share_of_it(english):
    result = by("network", "social_sessions", "count", {"x": 231.0, "facebook": 0.0})
    series = weeks("social_sessions", "count", [50, 60, 70], network="x")
    assert figures.trends(series, english, result=result).content["title"].endswith("social media: 231")


def test_a_series_that_ended_early_has_a_name_without_a_value(english):
    both = _joined([weeks("followers", "count", [10, 11, 12], network="x"),
                    weeks("followers", "count", [20, 21, None], network="youtube")])  # fmt: skip
    svg = figures.trends(both, english).content["svg"]
    assert ">X 12<" in svg
    assert ">YouTube<" in svg


def test_counts_have_whole_ticks(english):
    svg = figures.trend(weeks("mentions", "count", [0, 3, 1, 7]), english).content["svg"]
    assert {"0.5", "2.5", "7.5"}.isdisjoint(re.findall(r">([\d.]+)</text>", svg))
    few = figures.by_week(weeks("posts_published", "count", [0, 1, 0, 1], date(2026, 10, 5)), english).content["svg"]
    assert "0.5" not in re.findall(r">([\d.]+)</text>", few)


@pytest.mark.parametrize(("unit", "below"), [("score", True), ("fraction", False)])
def test_the_band_of_a_score_may_fall_below_zero(english, unit, below):
    points = tuple(
        Point(date(2026, 8, 3 + 7 * i), date(2026, 8, 10 + 7 * i), v, -40.0, 60.0) for i, v in enumerate((5.0, 30.0))
    )
    _, axes = canvas()
    form = Format(english, unit)
    charts.lines(axes, [Line(points)], words=english.words, form=form, value=form)
    assert (axes.get_ylim()[0] < 0) == below


def test_a_trend_without_rows_is_called_by_its_kpi(english):
    nothing = figures.trends(frame().reindex(columns=["kpi"]), english, kpi="referrals_per_post")
    assert (nothing.kind, nothing.content["title"]) == ("absent", "Web traffic from posts: not shown")


def test_a_change_of_counting_is_told_in_its_own_words_which_hold_the_day(english):
    shown = figures.breaks(english, start=date(2026, 1, 1), end=date(2026, 11, 1))
    assert shown.content["note"] == "Instagram."


def test_the_table_of_a_bar_chart_says_which_way_it_went(english):
    rows = frame(
        row("spend", "money", 110.0, 100.0, network="x", polarity="neutral"),
        row("spend", "money", 80.0, 100.0, network="instagram", polarity="neutral"),
    )
    shown = figures.by_group(rows, english, by="network")
    assert [cells[-1] for cells in shown.content["rows"]] == ["+10.0%", "−20.0%"]


def test_alternative_text_puts_intervals_into_the_brackets_of_the_language():
    rows = frame(*(row("ctr", "share", v, n=900, low=v - 0.01, high=v + 0.01, network=n)
                   for n, v in (("x", 0.05), ("instagram", 0.09))))  # fmt: skip
    shown = figures.rates(rows, edition("zh-Hans"), by="network")
    assert "9.0%（8.0%–10.0%）" in shown.content["alt"]


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [([10, 50], [10, 50]), ([50, 51], [45.5, 55.5]), ([0, 0], [5, 15]), ([99, 20, 98], [95, 20, 85])],
)
def test_labels_are_moved_apart_no_further_than_needed(wanted, placed):
    assert apart(wanted, [10] * len(wanted), 0, 100) == pytest.approx(placed)


def test_sums_of_nothing_are_named_not_drawn(english):
    visits = by("network", "social_sessions", "count", {"instagram": 9.0, "x": 0.0, "youtube": 0.0, "facebook": 5.0})
    content = figures.by_group(visits, english).content
    assert content["note"] == "At 0 and not drawn: X and YouTube."
    assert ">YouTube<" not in content["svg"]
    assert len(content["rows"]) == 4
    rates = figures.by_group(visits, english, additive=False).content
    assert ">YouTube<" in rates["svg"]


def test_one_group_is_not_compared(english):
    alone = figures.by_group(by("network", "engagements", "count", {"x": 9.0}), english)
    assert alone.content["reason"] == "There is one group only"
    steps_of_one = frame({"group": "x", "kind": "rate", "amount": 0.01}, {"group": "x", "kind": "mix", "amount": 0.0})
    assert figures.drivers(steps_of_one, frame(row(RATE, "fraction", 0.03, 0.02)), english).kind == "absent"
    unknown = frame(row(RATE, "fraction", 0.03, type=None, n=40, table="posts"))
    assert figures.rates(unknown, english, by="type").content["reason"] == "Not supplied"


def test_a_wide_band_runs_out_of_the_plot_and_nothing_falls_below_zero(english):
    points = [
        Point(date(2026, 8, 3) + i * timedelta(7), date(2026, 8, 10) + i * timedelta(7), v, low, high)
        for i, (v, low, high) in enumerate([(0.03, -0.05, 0.15), (0.032, 0.03, 0.034), (0.028, 0.026, 0.03)])
    ]
    _, axes = canvas()
    form = str
    charts.lines(axes, [Line(tuple(points))], words=english.words, form=form, value=form)
    low, high = axes.get_ylim()
    # The line spans 0.004: the band may stretch that by 0.4 at either end, and a tenth of the whole is margin.
    assert (low, high) == pytest.approx((0.0264 - 0.00072, 0.0336 + 0.00072))
    charts.lines(axes, [Line(tuple(points[:1]))], words=english.words, form=form, value=form)
    assert axes.get_ylim()[0] >= 0


def test_values_at_the_end_of_a_line_are_written_in_full(english):
    content = figures.trend(weeks("social_sessions", "count", [900, 1000, 1034.0]), english).content
    assert ">1,034<" in content["svg"]
