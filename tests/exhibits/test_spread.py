"""Rates with intervals, points between medians, answer times, concentration."""

from datetime import date

import pytest

from kpilib.exhibits import canvas, charts, figures, pair
from kpilib.exhibits.figures.spread import top_share

from .conftest import frame, row

RATE = "engagement_rate_impressions"


def test_points_with_long_names_are_numbered_and_named_under_the_picture(english):
    rows = frame(
        *({"post": f"a text as long as posts are, number {i}", "x": float(i), "y": float(i)} for i in range(1, 12))
    )
    made = figures.against(rows, english, x=("x", "count"), y=("y", "count"), label="post", names=("reach", "views"))
    assert "1 a text as long as posts are, number 11; 2 a text" in made.content["note"]
    assert "a text as long" not in made.content["svg"]
    short = rows.assign(post=[f"p{i}" for i in range(1, 12)]).head(4)
    named = figures.against(short, english, x=("x", "count"), y=("y", "count"), label="post", names=("reach", "views"))
    assert ">p4<" in named.content["svg"]


def test_where_no_point_is_above_both_medians_the_title_says_none(english):
    rows = frame(*({"post": f"p{i}", "x": float(i), "y": float(9 - i)} for i in range(1, 9)))
    asked = {"x": ("x", "count"), "y": ("y", "count"), "label": "post", "names": ("reach", "views")}
    assert (
        figures.against(rows, english, **asked).content["title"]
        == "Not one of 8 above the median in both reach and views"
    )
    below = figures.against(rows, english, slope=0.1, **asked)
    assert below.content["title"] == "Not one of 8 lies below the line"


def test_a_count_that_chance_would_give_is_no_title(english):
    """Of four corners of a square two points each: two of eight above both medians are a quarter."""
    corners = [(1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (2.0, 2.0)] * 2
    rows = frame(*({"post": f"p{i}", "x": x, "y": y} for i, (x, y) in enumerate(corners)))
    asked = {"x": ("x", "count"), "y": ("y", "count"), "label": "post", "names": ("Reach", "Views")}
    assert figures.against(rows, english, **asked).content["title"] == "Views and Reach: no clear connection"


def test_colours_of_networks_have_a_key_where_there_are_several(english):
    def svg(*networks):
        rows = frame(*({"post": f"p{i}", "x": i + 1.0, "y": i + 1.0, "network": n} for i, n in enumerate(networks)))
        return figures.against(rows, english, x=("x", "count"), y=("y", "count"), label="post").content["svg"]

    assert [f">{name}<" in svg("x", "instagram", "x") for name in ("X", "Instagram")] == [True, True]
    assert ">X<" not in svg("x", "x", "x")


def test_a_cut_name_ends_its_sentence(english):
    rows = frame(
        *(
            {"post": f"a text of a post that is cut, all {i} words of it", "x": float(i), "y": float(i)}
            for i in range(1, 12)
        )
    )
    made = figures.against(rows, english, x=("x", "count"), y=("y", "count"), label="post", names=("reach", "views"))
    assert "… Dashed lines: medians." in made.content["note"]
    assert "…." not in made.content["note"]


def test_the_title_of_rates_follows_the_intervals(english):
    total = frame(row(RATE, "fraction", 0.03))
    rows = frame(
        row(RATE, "fraction", 0.04, table="posts", n=9, low=0.035, high=0.045, type="reel"),
        row(RATE, "fraction", 0.029, table="posts", n=9, low=0.02, high=0.04, type="image"),
    )
    assert figures.rates(rows, english, total=total).content["title"] == "Reel lies above the average"
    overlap = rows.assign(low=0.01)
    assert figures.rates(overlap, english, total=total).content["title"] == "No group differs reliably from the average"


# None of 224 or of 300 visits, where all have 1.8%: 4.0 or 5.4 are expected.
@pytest.mark.parametrize(("visits", "apart"), [(224, False), (300, True)])
def test_none_where_four_are_expected_is_not_below_the_average(english, visits, apart):
    rows = frame(
        row("conversion_rate", "share", 0.0, table="web_daily", denominator=visits, low=0.0, high=0.0168, page="/a"),
        row("conversion_rate", "share", 0.018, table="web_daily", denominator=900, low=0.011, high=0.029, page="/b"),
    )
    made = figures.rates(rows, english, by="page", total=frame(row("conversion_rate", "share", 0.018))).content
    assert made["title"] == ("/a lies below the average" if apart else "No group differs reliably from the average")


def test_a_rate_of_too_few_has_no_interval_either(english):
    rows = frame(
        row(RATE, "fraction", 0.04, table="posts", n=9, low=0.035, high=0.045, type="reel"),
        row(RATE, "fraction", 0.029, table="posts", n=9, low=0.02, high=0.04, type="image"),
        row(RATE, "fraction", 0.05, table="posts", n=2, low=0.0, high=0.159, type="link"),
    )
    made = figures.rates(rows, english, total=frame(row(RATE, "fraction", 0.03))).content
    assert [cells[2] for cells in made["rows"]] == ["3.50%–4.50%", "2.00%–4.00%", "–"]


def test_two_have_no_rank(english):
    def title(*values):
        campaigns = frame(*(row("cpc", "money", v, campaign=f"c{i}") for i, v in enumerate(values, 1)))
        return figures.by_group(campaigns, english, by="campaign", additive=False).content["title"]

    assert title(1.24, 1.31) == "Cost per click: c2 €1.31, c1 €1.24"
    assert title(1.24, 1.31, 1.0) == "Cost per click: c2 leads with €1.31"
    equals = frame(*(row("conversions", "count", v, campaign=f"c{v}{i}") for i, v in enumerate((3.0, 3.0, 2.0))))
    assert figures.by_group(equals, english, by="campaign").content["title"] == "Conversions: c3.00 3, c3.01 3"


def test_rates_that_are_not_shown_are_called_by_their_groups(english):
    rows = frame(row(RATE, "fraction", 0.04, table="posts", n=2, low=0.03, high=0.05, type="reel"))
    made = figures.rates(rows, english, by="type", fewest=5).content
    assert made["title"] == "Engagement rate by impressions by post type: not shown"


def test_the_number_of_an_interval_does_not_stand_across_the_average():
    dot = charts.Dot("facebook", 0.009, "0.89%", 0.005, 0.018, "894")
    far = charts.Dot("instagram", 0.041, "4.1%", 0.03, 0.055, "934")
    _, axes = canvas("half")
    charts.dots(axes, [dot, far], form=str, centre=0.023)
    places = {text.get_text(): text.xy[0] for text in axes.texts if text.get_text() in ("0.89%", "4.1%")}
    assert places == {"0.89%": 0.023, "4.1%": 0.055}


def test_curves_of_answer_times_are_named_above_the_plot(english):
    times = {"x": [60.0 * n for n in range(1, 13)], "facebook": [70.0 * n for n in range(1, 13)]}
    _, axes = canvas("half")
    charts.ecdf(axes, times, duration=str, share=str, colors={})
    assert {text.get_text(): text.xy[1] for text in axes.texts if text.get_text() in times} == {"x": 1, "facebook": 1}


def test_a_pair_needs_two(english):
    good, bad = (
        figures.breaks(english, start=date(2026, 1, 1), end=date(2026, 11, 1)),
        figures.slope([], english, first="1", last="2"),
    )
    assert pair(good, good).kind == "figures"
    assert pair(bad, good) is good
    assert pair(bad, bad) is bad


def test_the_first_tenth_of_ten_equal_members_makes_a_tenth():
    assert top_share([5.0] * 10, 0.1) == (1, 0.1)
    assert top_share([90.0, *[1.0] * 10], 0.1) == (1, 0.9)
