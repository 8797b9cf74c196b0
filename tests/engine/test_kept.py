"""What tables answered once is not worked out again, and never taken from a damaged file or another program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from kpilib.engine import Settings, evaluate, fetch, kept, packing
from kpilib.kpis import CATALOGUE
from kpilib.periods import Period
from kpilib.tables import Store

JANUARY = Period.parse("2026-01")
TEXT = kept.Form(lambda text: text.encode(), lambda data: data.decode())


def small(folder, *impressions: int) -> Store:
    """Posts of January with these impressions; what they answer is kept beside them."""
    posts = {
        "network": "x", "account": "acme", "scope": "total", "post_id": [str(n) for n in range(len(impressions))],
        "published_at": pd.Timestamp("2026-01-05 12:00", tz="UTC"), "published_precision": "second",
        "impressions": impressions, "reactions": 1,
    }  # fmt: skip
    Store.from_frames({"posts": pd.DataFrame(posts)}, folder=folder)
    return again(folder)


def again(folder) -> Store:
    """The same tables as another process opens them."""
    store = Store(folder)
    store.answers = folder / "answers"
    return store


def ask(store: Store, text: str = "first") -> str:
    """The answer to one question; `text` where it has to be worked out."""
    return kept.kept(store, "question", lambda: text, TEXT)


def impressions(store: Store, **asked) -> object:
    """The impressions of January."""
    return evaluate(store, ["impressions"], JANUARY, **asked)["value"].iloc[0]


def written(store: Store) -> list:
    """The files of answers."""
    return [path for path in store.answers.rglob("*") if path.is_file()]


def test_each_question_is_answered_once(tmp_path):
    store = small(tmp_path / "store", 1)
    assert [ask(store), ask(store, "second"), ask(again(store.folder), "third")] == ["first"] * 3
    store.answers = None
    assert ask(store, "alone") == "alone"


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + b"?", lambda _: b""])
def test_a_damaged_answer_is_worked_out_again(tmp_path, damage):
    store = small(tmp_path / "store", 1)
    ask(store)
    [file] = written(store)
    file.write_bytes(damage(file.read_bytes()))
    assert ask(store, "again") == "again"
    assert ask(store, "not asked") == "again"


def test_another_program_answers_anew_and_what_is_old_goes(tmp_path, monkeypatch):
    store = small(tmp_path / "store", 1)
    ask(store)
    monkeypatch.setattr(kept, "program", lambda: "next")
    assert ask(store, "new") == "new"
    assert [file.parent.name for file in written(store)] == ["next"]


def test_what_cannot_be_written_or_is_too_large_is_answered_all_the_same(tmp_path, monkeypatch):
    store = small(tmp_path / "store", 1)
    monkeypatch.setattr(kept, "_LARGEST", 3)
    assert [ask(store, "large"), ask(store, "larger")] == ["large", "larger"]
    store.answers = tmp_path / "store" / "posts.parquet"
    assert [ask(store, "a"), ask(store, "b")] == ["a", "b"]


def test_figures_need_no_rows_when_they_are_asked_again(tmp_path):
    store = small(tmp_path / "store", 10, 20)
    assert impressions(store) == 30
    rows = evaluate(store, ["engagements", "reach"], JANUARY, by=["network", "week"])
    (store.folder / "posts.parquet").unlink()
    assert impressions(again(store.folder)) == 30
    pd.testing.assert_frame_equal(
        evaluate(again(store.folder), ["engagements", "reach"], JANUARY, by=["network", "week"]), rows
    )


def test_other_choices_and_other_tables_are_other_questions(tmp_path):
    store = small(tmp_path / "one", 10, 20)
    assert impressions(store) == 30
    assert impressions(small(tmp_path / "two", 5)) == 5
    assert impressions(store, where={"network": "x"}, settings=Settings(actions=("reactions",))) == 30
    likes, none = Settings(actions=("reactions",)), Settings(actions=("comments",))
    values = [evaluate(store, ["engagements"], JANUARY, settings=s)["value"].iloc[0] for s in (likes, none, likes)]
    assert values == [2, None, 2]
    assert evaluate(store, ["impressions"], Period.parse("2026-02"))["value"].iloc[0] is None


def test_a_kpi_of_ones_own_is_measured_as_it_is_declared_now(tmp_path):
    store = small(tmp_path / "store", 10, 20)
    for kpi, value in (("impressions", 30), ("posts_published", 2)):
        own = {**CATALOGUE, "own": replace(CATALOGUE[kpi], id="own")}
        assert evaluate(store, ["own"], JANUARY, catalogue=own)["value"].iloc[0] == value


def test_figures_come_back_with_the_types_that_they_had():
    columns = {
        "kpi": ["reach", "reach", "çay"], "start": [date(2026, 1, 1), None, date(2026, 1, 1)],
        "value": [0.1, None, 2], "flag": [True, False, None], "none": [None] * 3,
    }  # fmt: skip
    frame = pd.DataFrame(columns, dtype=object).assign(period=[0, 1, 0])
    found = packing.FIGURES.read(packing.FIGURES.write(frame))
    pd.testing.assert_frame_equal(found, frame)
    for name in columns:
        assert [*map(type, found[name])] == [*map(type, columns[name])]


def test_figures_of_any_other_type_are_not_kept():
    for value in (pd.Timestamp("2026-01-01"), ("a", "b"), pd.NA):
        assert packing.FIGURES.write(pd.DataFrame({"value": [value], "period": [0]}, dtype=object)) is None
    assert packing.FIGURES.write(pd.DataFrame({"value": ["text", 1], "period": [0, 0]}, dtype=object)) is None


def test_rows_come_back_with_their_types():
    moments = pa.array([pd.Timestamp("2026-01-01", tz="UTC"), None], pa.timestamp("us", "UTC"))
    table = pa.table({"moment": moments, "n": pa.array([1, None], pa.int32()), "text": ["ş", None]})
    assert fetch.ROWS.read(fetch.ROWS.write(table)).equals(table)
