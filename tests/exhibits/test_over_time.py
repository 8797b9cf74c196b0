"""Pictures of time show what the data says: no gap as a movement, no tick rounded, no note of what is not drawn."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kpilib.exhibits import canvas, cards, charts, figures
from kpilib.exhibits.edition import records
from kpilib.exhibits.figure import Format

from .conftest import edition, frame, row, weeks

RATE = "engagement_rate_impressions"


@pytest.mark.parametrize(
    ("language", "unit", "shown"),
    [
        ("en", "count", ["750", "1K", "1.25K", "2.5M"]),
        ("tr", "count", ["750", "1 B", "1,25 B", "2,5 Mn"]),
        ("id", "money", ["€750", "€1 rb", "€1,25 rb", "€2,5 jt"]),
        ("zh-Hans", "count", ["750", "1,000", "1,250", "250万"]),
        ("zh-Hant", "count", ["750", "1,000", "1,250", "250萬"]),
    ],
)
def test_ticks_show_the_digits_of_their_steps(language, unit, shown):
    ticks = [750.0, 1000.0, 1250.0000000000002, 2_500_000.0]
    form = Format(edition(language), unit)
    assert [form.even(tick, ticks) for tick in ticks] == shown


def test_ticks_that_no_short_form_holds_are_written_in_full(english):
    form = Format(english, "people")
    assert [form.even(tick, (1_000_000, 1_000_250)) for tick in (1_000_000, 1_000_250)] == ["1,000,000", "1,000,250"]
    assert Format(english, "share").even(0.00025, (0.00025, 0.0005)) == "0.025%"


def test_a_band_is_shaded_wherever_neighbours_have_an_interval(english):
    series = weeks(RATE, "fraction", [0.03, 0.04, 0.05, 0.04], date(2026, 9, 28), low=0.02, high=0.06)
    series["low"], series["high"] = [None, 0.02, 0.03, None], [None, 0.06, 0.07, None]
    with_band, without = (figures.trend(each, english).content for each in (series, series.assign(low=None)))
    assert "Shaded" in with_band["note"]
    assert with_band["svg"].count("opacity: 0.13") == 1
    assert "Shaded" not in (without["note"] or "")
    assert "opacity: 0.13" not in without["svg"]


def test_an_answer_at_once_is_counted(english):
    times = {"x": [0.0, *(600.0 for _ in range(9))]}
    made = figures.answer_times(times, english).content
    assert made["rows"][0][-1] == "10"
    assert "n = 10 messages" in made["note"]
    _, axes = canvas("half")
    charts.ecdf(axes, times, duration=str, share=str, colors={})
    left = axes.get_xlim()[0]
    x, y = axes.lines[0].get_data()
    assert (min(x), max(share for time, share in zip(x, y, strict=True) if time == left)) == (left, 0.1)


def test_losses_that_are_not_supplied_are_not_spoken_of(english):
    gains = weeks("follows", "count", [9, 8, 7], date(2026, 10, 5))
    nothing = weeks("unfollows", "count", [None, None, None], date(2026, 10, 5))
    made = figures.gains_and_losses(pd.concat([gains, nothing], ignore_index=True), english).content
    assert "nfollow" not in f"{made['subtitle']} {made['alt']} {made['columns']}"
    assert [column["label"] for column in made["columns"]] == ["From", "New follows"]


def test_one_good_week_is_no_since(english):
    result = frame(row(RATE, "fraction", 0.036, 0.03, target=0.035))
    made = figures.trend(weeks(RATE, "fraction", [0.03, 0.033, 0.036]), english, result=result)
    assert made.content["title"] == "Engagement rate by impressions: 3.60%, target 3.50%"


@pytest.mark.parametrize(
    ("language", "since"), [("en", "since May"), ("tr", "Mayıs ayından beri"), ("zh-Hans", "自 5月起")]
)
def test_months_are_told_by_their_names(language, since):
    starts = [date(2026, month, 1) for month in range(3, 12)]
    values = (0.02, 0.03, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04)
    months = frame(
        *(row(RATE, "fraction", value, start=start, end=end)
          for value, start, end in zip(values, starts, starts[1:], strict=False))
    )  # fmt: skip
    result = frame(row(RATE, "fraction", 0.04, 0.03, target=0.035))
    assert since in figures.trend(months, edition(language), result=result).content["title"]


def test_weeks_that_stop_before_the_period_say_where(every_language):
    until = {
        "en": "each week to 25 October",
        "tr": "25 Ekim tarihine kadar haftalık",
        "id": "tiap minggu hingga 25 Oktober",
        "zh-Hans": "每周（至 10月25日）",
        "zh-Hant": "每週（至 10月25日）",
    }
    stopped = figures.by_week(weeks("spend", "money", [9, 8, 7], date(2026, 10, 5)), every_language).content
    assert stopped["subtitle"].endswith(until[every_language.words.language])
    whole = figures.by_week(weeks("spend", "money", [9, 8, 7], date(2026, 10, 12)), every_language).content
    assert "25" not in whole["subtitle"]


def test_a_step_that_some_accounts_do_not_cover_is_no_fall(english):
    visits = weeks("impressions", "count", [5.0, 9.0, 2.0, 9.0, 8.0], date(2026, 9, 21))
    visits["coverage"] = [0.5, 1.0, 0.5, 1.0, 1.0]
    made = figures.by_week(visits, english).content
    # The first step has fewer accounts than all after it: there were no more yet.
    assert [cells[-1] for cells in made["rows"]] == ["5", "9", "n/a", "9", "8"]
    assert "Gaps: not all accounts have data" in made["note"]
    assert "Gaps" not in figures.by_week(visits.assign(coverage=1.0), english).content["note"]


def test_a_step_as_well_covered_as_usual_is_no_gap(english):
    """One network of three has a figure in three weeks of eight: the others are not gaps between those."""
    made = weeks("impressions", "count", [9.0, 5.0, 5.0, 4.0, 8.0, 5.0, 2.0, 9.0], date(2026, 8, 31))
    made["coverage"] = [1, 2 / 3, 2 / 3, 2 / 3, 1, 2 / 3, 1 / 3, 1]
    cells = [row[-1] for row in figures.by_week(made, english).content["rows"]]
    assert cells == ["9", "5", "5", "4", "8", "5", "n/a", "9"]


def test_sparklines_compare_the_same_accounts_only():
    steps = weeks("followers", "people", [12.0, 8.0, 8.0, 12.5, 13.0])
    steps["coverage"] = [1.0, 0.5, 0.5, 1.0, 1.0]
    assert cards.sparklines(steps) == {"followers": [12.0, None, None, 12.5, 13.0]}
    steps["coverage"] = [0.5, 0.5, 0.5, 1.0, 1.0]
    assert cards.sparklines(steps) == {}, "two of five steps are no trend"


def test_a_bar_that_is_cut_shows_it():
    def marks(reached):
        _, axes = canvas("half")
        charts.bullets(axes, [charts.Bar("leads", reached, "")])
        return len(axes.lines)

    assert marks(5.1) == marks(1.26) == marks(1.25) + 2


def test_what_is_not_measurable_stands_where_the_bar_would_begin():
    _, axes = canvas("half")
    charts.bullets(axes, [charts.Bar("leads", None, "Not measurable")])
    assert [text.xy[0] for text in axes.texts] == [0]


@pytest.mark.parametrize(("limit", "side"), [(2.63, "right"), (0.5, "left")])
def test_the_name_of_a_break_even_near_the_edge_stands_left_of_its_line(limit, side):
    _, axes = canvas("half")
    rows = [charts.Bar("Always on", 1.29, "1.29")]
    charts.bars(axes, rows, limit=limit, limit_label="Break-even 2.63")
    assert [text.get_ha() for text in axes.texts if "Break-even" in text.get_text()] == [side]


@pytest.mark.parametrize(("kpi", "drawn"), [("roas", True), ("csat", False)])
def test_a_break_even_is_drawn_however_far_it_lies(english, kpi, drawn):
    """A title says 'below the break-even': its line is in the picture. A target that far would squeeze the line."""
    series = weeks(kpi, "per_unit", [0.95, 0.97, 0.96])
    result = frame(row(kpi, "per_unit", 0.96, target=None if kpi == "roas" else 2.63))
    made = figures.trend(series, replace(english, margin=0.38), kpi=kpi, result=result)
    assert ("2.63" in made.content["svg"]) is drawn


def test_the_band_of_a_score_is_not_cut_at_zero(english):
    series = weeks("nps", "score", [20.0, 25.0, 22.0], low=-10.0, high=60.0)
    points = [charts.Point(row["start"], row["end"], row["value"], row["low"], row["high"]) for row in records(series)]
    _, axes = canvas("half")
    form = Format(english, "score")
    charts.lines(axes, [charts.Line(tuple(points))], words=english.words, form=form, value=form)
    low, high = axes.get_ylim()
    assert low <= -10
    assert high >= 60
