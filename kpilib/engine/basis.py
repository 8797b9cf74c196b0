"""The basis of a figure as one text: which networks, exposure, actions, estimates … it rests on, key by key.

Comes in: keys and values. Goes out: the text in the column `basis` of a result, and the keys and values of such a text.
"""

from __future__ import annotations

from collections.abc import Mapping


def written(basis: Mapping[str, str]) -> str | None:
    """`key=value; key=value`, keys without a value left out; None where nothing is left."""
    return "; ".join(f"{key}={value}" for key, value in basis.items() if value) or None


def read(text: str | None) -> dict[str, str]:
    """The keys and values of such a text."""
    return dict(part.partition("=")[::2] for part in (text or "").split("; ") if "=" in part)
