"""What the title of a grid says: the highest cell, or all that show the same."""

from __future__ import annotations

import pytest

from kpilib.exhibits import figures

from .conftest import edition, frame

DAYS, TIMES = ("Monday", "Tuesday"), ("0–4", "4–8", "8–12")


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((3, 11, 9, 2, 11, 4), "Highest: Monday, 4–8 and Tuesday, 4–8, 11"),
        ((11, 11, 9, 11, 2, 11), "Highest: Monday, 0–4, Monday, 4–8 and 2 more, 11"),
        ((3, 11, 9, 2, 10, 4), "Highest: Monday, 4–8, 11"),
    ],
)
def test_no_cell_is_named_the_highest_before_its_equals(english, values, title):
    spots = [(day, time) for day in DAYS for time in TIMES]
    cells = frame(*({"d": d, "t": t, "value": float(v)} for (d, t), v in zip(spots, values, strict=True)))
    made = figures.grid(
        cells, english, rows=("d", DAYS), columns=("t", TIMES), labels=(DAYS, TIMES), unit="count", measure="M"
    ).content
    assert made["title"] == title
    assert title.removeprefix("Highest: ").rsplit(", ", 1)[0] in made["alt"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Highest: Monday, 4–8, 8 messages"),
        ("zh-Hans", "最高：Monday 4–8，8 条消息"),
        ("zh-Hant", "最高：Monday 4–8，8 則訊息"),
        ("tr", "En yüksek: Monday, 4–8, 8 mesaj"),
        ("id", "Tertinggi: Monday, 4–8, 8 pesan"),
    ],
)
def test_a_count_says_what_it_counts(language, title):
    cells = frame(*({"d": "Monday", "t": time, "value": value} for time, value in zip(TIMES, (3.0, 8.0, 5.0))))
    made = figures.grid(
        cells, edition(language), rows=("d", DAYS[:1]), columns=("t", TIMES), labels=(DAYS[:1], TIMES), unit="count",
        measure="M", things="messages",
    ).content  # fmt: skip
    assert made["title"] == title


def test_cells_that_do_not_differ_are_as_pale_as_each_other(english):
    cells = frame(*({"d": d, "b": b, "value": 0.03 + d / 100, "n": 9, "marked": False} for d in (0, 1) for b in (0, 1)))
    asked = {"rows": ("d", [0, 1]), "columns": ("b", [0, 1]), "unit": "fraction", "measure": "rate"}

    def pale(cells):
        return figures.grid(cells, english, **asked).content["svg"].count("opacity: 0.08")

    assert pale(cells) == 4
    assert pale(cells.assign(marked=cells["d"] == 1)) == 2
    assert pale(cells.drop(columns="marked")) == 2  # where nobody asked, low is pale and high is full


def test_a_cell_is_told_by_its_row_first(english):
    cells = frame({"weekday": "Tuesday", "hour": "12:00–16:00", "value": 8.0, "n": 9})
    made = figures.grid(
        cells, english, rows=("weekday", ["Tuesday"]), columns=("hour", ["12:00–16:00"]), unit="count", measure="M",
        labels=(["Tuesday"], ["12:00–16:00"]),
    )  # fmt: skip
    assert made.content["title"] == "Highest: Tuesday, 12:00–16:00, 8"
