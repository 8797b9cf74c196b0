"""Followers from an anchor: onward and backward through known changes, never across a gap."""

from datetime import date, timedelta

import pandas as pd

from kpilib.sources.stock import with_stock
from kpilib.tables import ESTIMATED
from kpilib.tables.frames import to_arrow, to_pandas

FIRST = date(2026, 1, 1)


def _table(*, new, lost=None, net=None, network="x", skip=()):
    days = [FIRST + timedelta(i) for i in range(len(new))]
    frame = pd.DataFrame(
        {
            "network": network,
            "account": "acme",
            "scope": "total",
            "date": days,
            "new_followers": pd.array(new, dtype="Int64"),
            "lost_followers": pd.array(lost or [None] * len(new), dtype="Int64"),
            "net_followers": pd.array(net or [None] * len(new), dtype="Int64"),
            "source_file": "a.csv",
            "preset": "x_overview",
            "supplied": ";new_followers;lost_followers;",
        }
    )
    return to_arrow("accounts_daily", frame[~frame["date"].isin([FIRST + timedelta(i) for i in skip])])


def _stock(table):
    frame = to_pandas(table).sort_values("date")
    return {day.day: (None if pd.isna(x) else int(x)) for day, x in zip(frame["date"], frame["followers"])}


def _marks(table):
    """Which bound the row of each day says that its count is."""
    frame = to_pandas(table).sort_values("date")
    return {
        day.day: "".join(way for way, name in ESTIMATED.items() if f";{name};" in text)
        for day, text in zip(frame["date"], frame["supplied"])
    }


def test_onward_and_backward_from_the_anchor():
    table = _table(new=[5, 4, 3, 2], lost=[1, 1, 1, 1])
    found, problems = with_stock(table, {("x", "acme"): {date(2026, 1, 2): 100}})
    # end of 2 Jan 100; 3 Jan +3−1; 4 Jan +2−1; end of 1 Jan = 100 − (4−1)
    assert _stock(found) == {1: 97, 2: 100, 3: 102, 4: 103}
    assert problems == []
    assert all(";followers;" in text for text in to_pandas(found)["supplied"])


def test_stops_at_a_day_that_is_missing_and_goes_on_from_the_next_anchor():
    table = _table(new=[5, 4, 3, 2, 1], lost=[0] * 5, skip=[2])
    found, _ = with_stock(table, {("x", "acme"): {date(2026, 1, 1): 50}})
    assert _stock(found) == {1: 50, 2: 54, 4: None, 5: None}
    found, _ = with_stock(table, {("x", "acme"): {date(2026, 1, 1): 50, date(2026, 1, 5): 70}})
    assert _stock(found) == {1: 50, 2: 54, 4: 69, 5: 70}


def test_without_losses_it_is_an_upper_estimate_and_says_so():
    found, problems = with_stock(_table(new=[5, 4, 3]), {("x", "acme"): {date(2026, 1, 1): 10}})
    assert _stock(found) == {1: 10, 2: 14, 3: 17}
    assert ["upper estimate" in problem.what for problem in problems] == [True]
    assert _marks(found) == {1: "", 2: "upper", 3: "upper"}


def test_counted_back_without_losses_it_is_a_lower_estimate():
    table = _table(new=[5, 4, 3, 2, 1, 6], skip=[2])
    found, problems = with_stock(table, {("x", "acme"): {date(2026, 1, 2): 10}})
    assert _stock(found) == {1: 6, 2: 10, 4: None, 5: None, 6: None}
    assert ["a lower estimate" in problem.what for problem in problems] == [True]
    # After the gap the later count reaches back: a lower bound again, though an anchor stands before.
    found, problems = with_stock(table, {("x", "acme"): {date(2026, 1, 1): 10, date(2026, 1, 5): 20}})
    assert _stock(found) == {1: 10, 2: 14, 4: 19, 5: 20, 6: 26}
    assert _marks(found) == {1: "", 2: "upper", 4: "lower", 5: "", 6: "upper"}


def test_a_stated_count_among_gains_is_no_estimate():
    frame = to_pandas(_table(new=[5, 4, 3]))
    frame["followers"] = pd.array([None, None, 999], dtype="Int64")
    found, _ = with_stock(to_arrow("accounts_daily", frame), {("x", "acme"): {FIRST: 10}})
    assert _stock(found) == {1: 10, 2: 14, 3: 999}
    assert _marks(found) == {1: "", 2: "upper", 3: ""}


def test_net_change_serves_where_only_that_is_known():
    found, problems = with_stock(_table(new=[None] * 3, net=[1, -4, 2]), {("x", "acme"): {date(2026, 1, 1): 10}})
    assert _stock(found) == {1: 10, 2: 6, 3: 8}
    assert problems == []


def test_an_anchor_of_an_account_that_is_not_there_is_told():
    table = _table(new=[5])
    found, problems = with_stock(table, {("instagram", "acme"): {FIRST: 10}})
    assert found.equals(table)
    assert problems[0].do == "The sources have: x/acme."


def test_a_stated_count_stays():
    frame = to_pandas(_table(new=[5, 4], lost=[0, 0]))
    frame["followers"] = pd.array([None, 999], dtype="Int64")
    found, _ = with_stock(to_arrow("accounts_daily", frame), {("x", "acme"): {FIRST: 10}})
    assert _stock(found) == {1: 10, 2: 999}
