"""Text cells: labels trimmed, captions untouched, ids proven whole, people hashed.

Comes in: one Arrow column of text. Goes out: the same as the canonical column wants it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from kpilib.sources.cells import by_word, is_null, mapped, plain
from kpilib.sources.signs import numbered
from kpilib.sources.spec import Context

RAW = ("text", "comment", "title")
IDS = ("post_id", "campaign_id", "ad_group_id", "ad_id", "lead_id", "deal_id", "order_id", "message_id", "link_id")
_DAMAGED = r"^\s*-?\d+([.,]\d+)?[eE]\+?\d+\s*$"
_NONE = pa.scalar(None, pa.string())


def caption(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """What people wrote, to the last sign; only an empty cell is null."""
    texts = plain(texts)
    empty = pc.equal(texts, "")
    return pc.if_else(empty, _NONE, texts) if pc.any(empty).as_py() else texts


def damaged(texts: pa.ChunkedArray | pa.Array) -> int | None:
    """Position of the first id that a spreadsheet turned into 1.23457E+17."""
    hits = by_word(texts, _spoiled)
    return None if hits is None else pc.index(hits, True).as_py()


def _spoiled(words: pa.Array) -> pa.Array | None:
    if numbered(words) or not pc.any(pc.match_substring(words, "e", ignore_case=True)).as_py():
        return None
    hits = pc.match_substring_regex(words, _DAMAGED)
    return hits if pc.any(hits).as_py() else None


def label(texts: pa.ChunkedArray | pa.Array, how: str, context: Context) -> pa.ChunkedArray | pa.Array:
    """A trimmed label, null where the cell says so; '(not set)' stays, because it is a label of its own."""
    trimmed = by_word(texts, lambda words: words if numbered(words) else _trimmed(words))
    return trimmed if not how or how == "raw" else mapped(trimmed, _convert(how, context), pa.string()).values


def _trimmed(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    spaced = pc.or_(pc.starts_with(texts, " "), pc.ends_with(texts, " "))
    trimmed = pc.utf8_trim_whitespace(texts) if pc.any(spaced).as_py() else texts
    null = is_null(trimmed)
    return (
        pc.if_else(pc.and_(null, pc.not_equal(trimmed, "(not set)")), _NONE, trimmed)
        if pc.any(null).as_py()
        else trimmed
    )


def _convert(how: str, context: Context) -> Callable[[str], str | None]:
    match how:
        case "last number":
            return _last_number
        case "person":
            return lambda word: hashed(word, context)
        case "name":
            return lambda word: word if context.names == "shown" else None
        case "first":
            return lambda word: word.replace(",", ";").split(";")[0].strip() or None
    return lambda word: word.strip().lstrip("@")


def _last_number(word: str) -> str:
    digits = "".join(mark if mark.isdigit() else " " for mark in word).split()
    long = [number for number in digits if len(number) >= 6]
    return long[-1] if long else word


def hashed(person: str, context: Context) -> str:
    """A person's id that cannot be read back; the same in every run of the same client."""
    key = f"{context.client}{context.salt}".encode() or b"kpilib"
    return hmac.new(key, person.strip().casefold().encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]
