"""Frames of figures as bytes and back, each value as it was.

Comes in: a tidy frame. Goes out: bytes, and from them the same frame again.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd

from kpilib.engine.kept import Form
from kpilib.engine.tidy import framed

_WORDS, _NUMBERS = {str, type(None)}, {bool, float, int, type(None)}


def _pack(frame: pd.DataFrame) -> bytes | None:
    """A frame column by column, each word and day written once; None where a column holds anything but plain values."""
    columns: dict[str, Any] = {}
    for name, values in zip(frame, frame.to_numpy(dtype=object).T.tolist()):
        kinds = {*map(type, values)}
        if kinds <= _NUMBERS:
            columns[str(name)] = ["numbers", [], values]
        elif kinds <= _WORDS or kinds <= {date, type(None)}:
            places = {value: place for place, value in enumerate(dict.fromkeys(values))}
            kind = "days" if date in kinds else "words"
            columns[str(name)] = [kind, list(places), [places[value] for value in values]]
        else:
            return None
    return json.dumps(columns, ensure_ascii=False, default=date.isoformat).encode()


def _unpack(data: bytes) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {}
    for name, (kind, different, values) in json.loads(data).items():
        if kind == "days":
            different = [day and date.fromisoformat(day) for day in different]
        columns[name] = values if kind == "numbers" else [different[place] for place in values]
    return framed(columns)


FIGURES = Form(_pack, _unpack)
