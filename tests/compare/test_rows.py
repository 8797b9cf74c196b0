"""Which groups of a figure are worth a row."""

import pandas as pd

from kpilib.compare.rows import concerned, framed, records


def frame(*rows):
    return pd.DataFrame(list(rows), columns=["network", "value", "missing"], dtype=object)


def test_groups_that_have_nothing_to_do_with_a_figure_are_left_out():
    figures = frame(
        ("x", 4.0, None),
        (None, None, "not_supplied"),
        ("youtube", None, "not_supported_by_network"),
        ("email", None, "zero_denominator"),
        ("facebook", 0.0, None),
    )
    assert concerned(figures, by="network")["network"].tolist() == ["x", "facebook"]


def test_a_group_with_too_few_posts_stays_and_says_so():
    figures = frame(("reel", 4.0, None), ("link", None, "below_min_sample"), ("story", None, "not_supplied"))
    assert concerned(figures, by="network")["network"].tolist() == ["reel", "link"]


def test_one_figure_of_several_keeps_a_group_and_rows_without_a_group_count_as_one():
    figures = frame(("x", None, "not_supplied"), ("x", 1.0, None), (None, 2.0, None), (None, None, "not_supplied"))
    assert concerned(figures, by="network").equals(figures)


def test_where_no_group_has_a_figure_all_stay_for_their_reasons():
    figures = frame(("x", None, "not_supplied"), ("facebook", None, "not_supplied"))
    assert concerned(figures, by="network").equals(figures)
    assert concerned(figures.iloc[:0], by="network").empty


def test_rows_become_a_frame_and_are_the_same_rows_again():
    rows = [{"network": "x", "value": 4.0, "missing": None}, {"network": None, "missing": "not_supplied"}]
    made = framed(rows, ["network", "value", "missing"])
    assert records(made) == [rows[0], {**rows[1], "value": None}]
    assert framed([], ["network", "value"]).columns.tolist() == ["network", "value"]
