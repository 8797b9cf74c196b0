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
