"""One pass over the rows finds everything that cannot be."""

import pandas as pd

from kpilib.tables import TABLES
from kpilib.tables.check import check


def audience(**columns) -> pd.DataFrame:
    plain = {"network": "facebook", "account": "a", "as_of": "2026-03-01", "dimension": "city", "value": ["x", "y"]}
    return pd.DataFrame({**plain, **columns})


def test_sound_rows_pass_untouched():
    frame, problems = check("audience", audience(share=[0.4, 0.6]), source="a.csv")
    assert problems == []
    assert len(frame) == 2
    assert list(frame.columns) == [column.name for column in TABLES["audience"].columns]


def test_a_share_above_one_is_left_out_and_named():
    frame, problems = check("audience", audience(share=[0.4, 40.0]), source="a.csv", sheet="s")
    assert frame["value"].tolist() == ["x"]
    (problem,) = problems
    assert (problem.severity, problem.file, problem.sheet, problem.column) == ("error", "a.csv", "s", "share")
    assert "1 row lies outside 0 to 1" in problem.what


def test_unknown_words_are_named_with_a_suggestion():
    frame, problems = check("audience", audience(network=["facebok", "facebook"]))
    assert len(frame) == 1
    assert "'facebok'" in problems[0].what
    assert "facebook" in problems[0].do


def test_negative_counters_stay_with_a_warning():
    days = pd.DataFrame(
        {"network": "youtube", "account": "a", "scope": "total", "date": ["2026-03-01"], "net_followers": [-4]}
    )
    frame, problems = check("accounts_daily", days)
    assert frame["net_followers"].tolist() == [-4]
    assert [problem.severity for problem in problems] == ["warning"]


def test_every_problem_is_found_in_one_pass():
    frame = audience(network=["facebok", "facebook"], share=[0.4, 7.0], count=[-1, 5])
    _, problems = check("audience", frame)
    assert {problem.column for problem in problems} == {"network", "share", "count"}


def test_a_span_that_ends_before_it_starts():
    ads = pd.DataFrame(
        {
            "platform": "meta", "account": "a", "level": "campaign", "currency": "EUR", "date": ["2026-03-02"],
            "date_end": ["2026-03-01"],
        }
    )  # fmt: skip
    frame, problems = check("ads_daily", ads)
    assert frame.empty
    assert "has a date_end before the date" in problems[0].what


def test_a_score_outside_its_scale():
    answers = pd.DataFrame(
        {
            "survey": "nps", "response_id": ["1", "2"], "question": "q", "submitted_at": "2026-03-01", "score": [9, 34],
            "scale_min": 0, "scale_max": 10,
        }
    )  # fmt: skip
    frame, problems = check("surveys", answers)
    assert frame["score"].tolist() == [9.0]
    assert "outside their scale" in problems[0].what
