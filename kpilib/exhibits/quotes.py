"""Sample quotes: what people wrote, with handles, links, addresses and telephone numbers taken out.

Comes in: rows of the mentions table. Goes out: a table exhibit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.listing import Field, listing

MOST, LONGEST = 6, 140
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+")
_HANDLE = re.compile(r"(?<!\w)[@＠][\w.]+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_GONE = "…"


def anonymous(text: str, keep: Sequence[str] = ()) -> str:
    """The text without handles (but those to keep), links, addresses of mail and telephone numbers."""
    kept = {name.casefold().lstrip("@") for name in keep}
    text = _ADDRESS.sub(_GONE, text)
    text = _HANDLE.sub(lambda found: found[0] if found[0][1:].casefold() in kept else _GONE, text)
    return " ".join(_NUMBER.sub(_GONE, text).split())


def quotes(rows: pd.DataFrame, edition: Edition, *, brands: Sequence[str], timezone: str) -> Exhibit:
    """The mentions of most engagement, then reach, then the newest; each text once.

    Parameters
    ----------
    rows : columns of the mentions table; brands : names and handles that may stay
    """
    words = edition.words
    order = ["engagement", "reach", "published_at", "mention_id"]
    ranked = rows.sort_values(order, ascending=[False, False, False, True], na_position="last", kind="stable")
    told: dict[str, dict[str, Any]] = {}
    for row in ranked.to_dict("records"):
        text = anonymous(str(row["text"] if pd.notna(row["text"]) else ""), brands)
        if text and text not in told and len(told) < MOST:
            day = row["published_at"].tz_convert(timezone).date()
            sentiment = row["sentiment"] if pd.notna(row["sentiment"]) else "unclassified"
            told[text] = {
                "text": text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}{_GONE}",
                "language": row["language"],
                "network": row["network"],
                "sentiment": words.name("sentiment", sentiment),
                "day": words.date(day, "day_month"),
            }
    fields = [
        Field("text", words.name("column", "text"), width="rest", language="language"),
        Field("network", words.say("word.network"), width=26, network=True),
        Field("sentiment", words.say("word.sentiment"), width=24),
        Field("day", words.say("word.date"), width=18),
    ]
    return listing(
        list(told.values()), edition, fields, name="quotes", title=words.say("report.title.quotes"),
        subtitle=edition.period_text, notes=[words.say("report.note.quotes")], limit=MOST,
    )  # fmt: skip
