"""Chapters: which notebooks a client's data and business model support, and what the others would need.

Comes in: the tables that have rows, a business model. Goes out: names of notebooks in the order of a report.
"""

from __future__ import annotations

from collections.abc import Collection

# One of these tables must have rows; none named: always.
NEEDS: dict[str, tuple[str, ...]] = {
    "overview": (),
    "reach": ("accounts_daily", "posts", "period_totals", "ads_daily"),
    "engagement": ("posts", "accounts_daily"),
    "traffic": ("web_daily", "links"),
    "leads": ("leads", "deals"),
    "customers": ("messages", "surveys", "orders"),
    "advocacy": ("shares",),
    "returns": ("ads_daily", "costs"),
    "brand": ("mentions",),
    "content": ("posts",),
    "experiments": ("experiments",),
    "quality": (),
}
# Chapters of some business models only; a client of another names them in its file.
MODELS: dict[str, tuple[str, ...]] = {"leads": ("b2b", "saas", "dealer")}


def supported(tables: Collection[str], model: str) -> list[str]:
    """The notebooks of a client that names none, in the order of the chapters.

    `network` is not among them: it is about one network and stands in a report only where the client file lists it.
    """
    return [name for name in NEEDS if not lacking(name, tables) and model in MODELS.get(name, (model,))]


def lacking(notebook: str, tables: Collection[str]) -> tuple[str, ...]:
    """The tables of which one would make the chapter possible; empty if one is there or none is needed."""
    needed = NEEDS.get(notebook, ())
    return () if not needed or set(needed) & set(tables) else needed


def left_aside(tables: Collection[str], model: str) -> list[str]:
    """The notebooks that this business model has, but this data does not support."""
    return [name for name in NEEDS if lacking(name, tables) and model in MODELS.get(name, (model,))]
