"""Small hand-made frames in the columns of `compare.compare`, and editions in every language."""

from datetime import date, timedelta

import pandas as pd
import pytest

from kpilib.exhibits import Break, Edition
from kpilib.periods import Period
from kpilib.text import LANGUAGES, Words

COLUMNS = """
    kpi variant unit table start end value missing numerator denominator n coverage low high basis definition_version
    category polarity previous previous_start previous_end change change_kind change_missing flat unclear better target
    target_kind attainment pace elapsed forecast forecast_low forecast_high status benchmark benchmark_from
"""
OCTOBER = Period.month(2026, 10)


def row(kpi, unit, value, previous=None, **more):
    """A row as compare gives it; change, judgement and attainment follow unless stated."""
    made = dict.fromkeys(COLUMNS.split())
    made |= {"kpi": kpi, "variant": "default", "unit": unit, "table": "web_daily", "value": value, "coverage": 1.0}
    made |= {
        "start": OCTOBER.start,
        "end": OCTOBER.end,
        "flat": False,
        "unclear": False,
        "elapsed": 1.0,
        "polarity": "higher",
    }
    if value is None:
        made["missing"] = "not_supplied"
    elif previous is not None:
        points = unit in {"share", "fraction"}
        made["previous"], made["change_kind"] = previous, "points" if points else "relative"
        made["change"] = value - previous if points else value / previous - 1
        made["better"] = (made["change"] > 0) == (more.get("polarity", "higher") == "higher")
    return made | more


def frame(*rows):
    """A frame that holds these rows."""
    return pd.DataFrame(list(rows))


def weeks(kpi, unit, values, first=date(2026, 8, 31), **more):
    """A series of weeks from Monday 31 August 2026."""
    step = timedelta(7)
    return frame(
        *(row(kpi, unit, v, start=first + i * step, end=first + (i + 1) * step, **more) for i, v in enumerate(values))
    )


def edition(language="en", *, comparison=True):
    """October 2026 against September, in euros."""
    broken = Break(date(2026, 9, 14), "Instagram", "instagram", frozenset({"impressions"}))
    return Edition(
        Words(language),
        OCTOBER,
        OCTOBER.previous if comparison else None,
        "EUR",
        date(2026, 10, 31),
        breaks=(broken,),
    )


@pytest.fixture
def english():
    return edition()


@pytest.fixture(params=LANGUAGES)
def every_language(request):
    return edition(request.param)
