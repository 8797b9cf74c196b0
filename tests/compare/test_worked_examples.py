"""The worked examples of the definitions that compare periods, targets and groups."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from kpilib.compare import compare, drivers, factors
from kpilib.compare.changes import change_of
from kpilib.compare.targets import target_value
from kpilib.engine import Settings
from kpilib.errors import ParamsError, UnknownName
from kpilib.kpis import CATALOGUE, Benchmark, Target
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY, FEBRUARY = Period.parse("2026-01"), Period.parse("2026-02")


def daily(values: dict[tuple[str, date], float | None], column: str = "views", **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "network": [network for network, _ in values],
            "account": "acme",
            "scope": "total",
            "date": [day for _, day in values],
            column: pd.array(list(values.values()), dtype="Int64"),
            **more,
        }
    )


def whole_months(table: str, first: date, end: date, *networks: str) -> pd.DataFrame:
    rows = [(table, network, "acme", first, end) for network in networks]
    return pd.DataFrame(rows, columns=["table", "network", "account", "start", "end"])


@pytest.mark.parametrize(
    ("value", "previous", "unit", "change", "kind"),
    [
        (5, 0, "money", 5, "absolute"),
        (100, -50, "money", 150, "absolute"),
        (26, 20, "count", 6, "absolute"),
        (230, 200, "count", 0.15, "relative"),
        (0.0253, 0.0286, "fraction", -0.0033, "points"),
        (-47, -62, "score", 15, "points"),
        (26, 20, "seconds", 0.3, "relative"),
    ],
)
def test_e18_change_in_the_right_kind(value, previous, unit, change, kind):
    found, found_kind = change_of(value, previous, unit, Settings())
    assert (found, found_kind) == (pytest.approx(change), kind)


def test_e19_coverage_differs_and_like_for_like():
    frame = daily(
        {
            ("instagram", date(2026, 1, 9)): 100,
            ("facebook", date(2026, 1, 9)): 200,
            ("instagram", date(2026, 2, 9)): 120,
        }
    )
    spans = whole_months("accounts_daily", date(2026, 1, 1), date(2026, 3, 1), "instagram", "facebook")
    store = Store.from_frames({"accounts_daily": frame}, spans=spans)
    asked = {"comparison": JANUARY, "settings": Settings()}
    found = compare(store, ["views"], FEBRUARY, **asked).iloc[0]
    assert (found["value"], found["coverage"]) == (120, 0.5)
    assert (found["change"], found["change_missing"]) == (None, "coverage_differs")
    alike = compare(store, ["views"], FEBRUARY, like_for_like=True, **asked).iloc[0]
    assert (alike["change"], alike["change_kind"]) == (pytest.approx(0.20), "relative")
    assert "like_for_like=1/2" in alike["basis"]


E11 = {
    "instagram": ((50000, 0.040), (40000, 0.042)),
    "facebook": ((30000, 0.012), (60000, 0.013)),
    "linkedin": ((20000, 0.025), (15000, 0.030)),
}


def test_e11_mix_and_rate():
    rows = [
        {
            "network": network,
            "account": "acme",
            "scope": "total",
            "date": day,
            "impressions": n,
            "reactions": round(n * rate),
        }
        for network, periods in E11.items()
        for day, (n, rate) in zip((date(2026, 1, 9), date(2026, 2, 9)), periods)
    ]
    found = drivers(
        Store.from_frames({"accounts_daily": pd.DataFrame(rows)}), "engagement_rate_impressions", FEBRUARY, JANUARY
    )
    amounts = found.set_index(["group", "kind"])["amount"]
    expected = {
        ("instagram", "rate"): 0.00084783, ("instagram", "mix"): -0.00213771,
        ("facebook", "rate"): 0.00041087, ("facebook", "mix"): -0.00320461,
        ("linkedin", "rate"): 0.00082609, ("linkedin", "mix"): -0.00003811,
    }  # fmt: skip
    assert amounts.to_dict() == pytest.approx(expected, abs=1e-8)
    assert amounts.sum() == pytest.approx(0.02530435 - 0.0286, abs=1e-8)


def deals(end: date, open_deals: int, won: int, lost: int, amount: float, cycle: int) -> list[dict[str, object]]:
    start = end - timedelta(days=cycle)
    closed = [
        {"status": status, "created_at": start, "closed_at": end, "amount": amount if status == "won" else 0.0}
        for status in ["won"] * won + ["lost"] * lost
    ]
    return closed + [{"status": "open", "created_at": start, "closed_at": None, "amount": None}] * open_deals


def test_e12_what_each_factor_of_pipeline_velocity_brought():
    # First quarter: 40 open, 10 of 40 won, 6000 each, 45 days. Second: 4 more open, 11 of 50 won, 6500 each, 40 days.
    rows = deals(date(2026, 3, 20), 40, 10, 30, 6000, 45) + deals(date(2026, 6, 20), 4, 11, 39, 6500, 40)
    frame = pd.DataFrame(rows)
    frame["deal_id"], frame["stage"], frame["currency"] = [str(n) for n in range(len(frame))], "any", "EUR"
    spans = [("deals", None, None, date(2025, 11, 1), date(2026, 7, 1))]
    names = ["table", "network", "account", "start", "end"]
    store = Store.from_frames({"deals": frame}, spans=pd.DataFrame(spans, columns=names))
    second, first = Period.parse("2026-Q2"), Period.parse("2026-Q1")
    now = compare(store, ["pipeline_velocity"], second, comparison=first, settings=Settings()).iloc[0]
    assert (now["value"], now["previous"]) == (pytest.approx(1573.00), pytest.approx(1333.33, abs=0.01))
    found = factors(store, "pipeline_velocity", second, first, settings=Settings())
    assert found["group"].tolist()[1:] == ["win_rate", "average_deal", "sales_cycle_days"]
    assert found["amount"].tolist() == pytest.approx([138.187, -185.341, 116.051, 170.770], abs=0.001)


def month_so_far(total: int, days: int, month: Period) -> Store:
    rows = {("instagram", month.start + timedelta(days=n)): total // days for n in range(days)}
    rest = total - sum(rows.values())
    rows["instagram", month.start] += rest
    return Store.from_frames({"accounts_daily": daily(rows)})  # type: ignore[arg-type]


def test_e17_pace_linear():
    april = Period.parse("2026-04")
    store = month_so_far(5200, 18, april)
    found = compare(
        store, ["views"], april, comparison=None, settings=Settings(), targets={"views": Target(8000, per="month")}
    ).iloc[0]
    assert (found["pace"], found["forecast"]) == (pytest.approx(1.083333, abs=1e-6), pytest.approx(8666.67, abs=0.01))
    assert (found["status"], found["elapsed"], found["attainment"]) == ("ahead", 0.6, 0.65)


def test_e17_pace_by_weekday_profile():
    # June 2026 starts on a Monday; the weeks before hold the weekday weights exactly.
    june = Period.parse("2026-06")
    weights = [18, 17, 16, 15, 14, 10, 10]
    values: dict[tuple[str, date], float | None] = {}
    day = date(2026, 3, 2)
    while day < june.start:
        values["instagram", day] = 100 * weights[day.weekday()]
        day += timedelta(days=1)
    for n in range(18):
        values["instagram", june.start + timedelta(days=n)] = 5200 / 18 // 1
    values["instagram", june.start] = 5200 - 17 * (5200 // 18)
    store = Store.from_frames({"accounts_daily": daily(values)})
    found = compare(
        store, ["views"], june, comparison=None, settings=Settings(), targets={"views": Target(8000, per="month")}
    ).iloc[0]
    assert found["elapsed"] == pytest.approx(0.611494, abs=1e-6)
    assert found["pace"] == pytest.approx(1.062970, abs=1e-6)
    assert found["forecast"] == pytest.approx(8503.76, abs=0.01)


def finished_month(**targets: Target) -> pd.Series:
    values = {
        ("instagram", date(2026, 1, 1)): 400,
        ("instagram", date(2026, 1, 31)): 500,
        ("instagram", date(2026, 2, 28)): 990,
    }
    store = Store.from_frames({"accounts_daily": daily(values)})
    return compare(store, ["views"], FEBRUARY, comparison=JANUARY, settings=Settings(), targets=targets).iloc[0]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (Target(990, per="month"), "achieved"),
        (Target(1000, per="month"), "missed"),
        (Target(2000, per="month"), "missed"),
        (Target(2000, per="quarter"), "not_measurable"),
        (Target(0.10, kind="growth", over="previous"), "achieved"),
        (Target(0.20, kind="growth", over="year"), "not_measurable"),
    ],
)
def test_status_after_the_period(target, status):
    assert finished_month(views=target)["status"] == status


@pytest.mark.parametrize(
    ("now", "day", "attained", "pace", "status"),
    [
        (1040, date(2026, 2, 14), 0.4, 0.8, "behind"),  # 40 of 100 after half of the month
        (1060, date(2026, 2, 14), 0.6, 1.2, "ahead"),
        (1100, date(2026, 2, 28), 1.0, None, "achieved"),
        (1080, date(2026, 2, 28), 0.8, None, "missed"),
        (990, date(2026, 2, 28), None, None, "missed"),  # fewer than before: no part of the growth is reached
    ],
)
def test_growth_of_a_last_value_is_held_against_the_net_change(now, day, attained, pace, status):
    """By hand: 1000 followers at the end of January, 10 % more are asked for."""
    values = {("instagram", date(2026, 1, 31)): 1000, ("instagram", day): now}
    store = Store.from_frames({"accounts_daily": daily(values, "followers")})
    targets = {"followers": Target(0.10, kind="growth", over="previous")}
    asked = {"comparison": JANUARY, "settings": Settings(), "targets": targets}
    found = compare(store, ["followers"], FEBRUARY, **asked).iloc[0]
    assert found["target"] == pytest.approx(1100)
    assert (found["attainment"], found["pace"]) == (_about(attained), _about(pace))
    assert found["status"] == status


def _about(value):
    return value if value is None else pytest.approx(value)


def test_lower_is_better_turns_the_target_around():
    kpi = CATALOGUE["unfollows"]
    values = {("instagram", date(2026, 1, 1)): 5, ("instagram", date(2026, 1, 31)): 45}
    store = Store.from_frames({"accounts_daily": daily(values, "lost_followers")})
    asked = {"comparison": None, "settings": Settings()}
    found = compare(store, ["unfollows"], JANUARY, targets={"unfollows": Target(100, per="month")}, **asked).iloc[0]
    assert (kpi.polarity, found["attainment"], found["status"]) == ("lower", 2.0, "achieved")
    part = Store.from_frames(
        {"accounts_daily": daily({("instagram", date(2026, 1, n)): 2 for n in range(1, 11)}, "lost_followers")}
    )
    running = compare(part, ["unfollows"], JANUARY, targets={"unfollows": Target(100, per="month")}, **asked).iloc[0]
    assert (running["status"], running["pace"]) == ("ahead", pytest.approx(20 / (100 * 10 / 31)))


def test_a_target_in_the_wrong_unit_is_a_clear_message():
    with pytest.raises(ParamsError, match=r"targets.ctr: 3.5 is not between 0 and 1"):
        finished_month(ctr=Target(3.5))
    with pytest.raises(UnknownName, match="Did you mean 'views'"):
        finished_month(viws=Target(3))
    assert target_value(Target(40, per="week"), CATALOGUE["leads"], JANUARY, None, Settings()) is None


def test_a_benchmark_holds_for_its_definition_only():
    values = {("instagram", date(2026, 1, n)): 100 for n in range(1, 32)}
    store = Store.from_frames({"accounts_daily": daily(values, "impressions", reactions=2)})
    asked = {"comparison": None, "settings": Settings()}
    same = {"engagement_rate_impressions": Benchmark(0.021, "Study", 2026)}
    found = compare(store, ["engagement_rate_impressions"], JANUARY, benchmarks=same, **asked).iloc[0]
    assert (found["benchmark"], found["benchmark_from"]) == (0.021, "Study 2026")
    other = {"engagement_rate_impressions": Benchmark(0.021, "Study", 2026, variant="reported")}
    found = compare(store, ["engagement_rate_impressions"], JANUARY, benchmarks=other, **asked).iloc[0]
    assert (found["benchmark"], found["benchmark_from"]) == (None, "definition_differs")
    wrong = {"engagement_rate_impressions": Benchmark(0.021, "Study", 2026, variant="post_mean")}
    with pytest.raises(UnknownName, match="no variant called 'post_mean'"):
        compare(store, ["engagement_rate_impressions"], JANUARY, benchmarks=wrong, **asked)


def test_a_change_across_a_series_break_is_refused():
    values = {("instagram", date(2025, 4, 1) + timedelta(days=n)): 100 for n in range(61)}
    store = Store.from_frames({"accounts_daily": daily(values)})
    may, april = Period.parse("2025-05"), Period.parse("2025-04")
    found = compare(store, ["views"], may, comparison=april, settings=Settings()).iloc[0]
    assert (found["value"], found["change"], found["change_missing"]) == (3100, None, "definition_break")


def test_an_incomplete_period_has_no_change():
    values = {("linkedin", date(2026, 1, 1) + timedelta(days=n)): 10 for n in range(40)}
    store = Store.from_frames({"accounts_daily": daily(values, "impressions")})
    found = compare(store, ["impressions"], FEBRUARY, comparison=JANUARY, settings=Settings()).iloc[0]
    assert (found["value"], found["change_missing"]) == (90, "incomplete_period")
