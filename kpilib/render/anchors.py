"""Places in a document that links lead to: ids in plain ASCII, and links that lead nowhere made plain text.

Comes in: texts, and chapters with the places they have. Goes out: ids, and chapters whose links all lead somewhere.
"""

from __future__ import annotations

import re
from typing import Any

_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def slug(text: str) -> str:
    """An id from a text: lower case ASCII letters and digits with hyphens, a letter first; empty if nothing is left."""
    found = _SLUG.sub("-", text.lower())[:_LONGEST].strip("-")
    return f"part-{found}" if found and not found[0].isalpha() else found


def linked(chapters: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """Links to a known place get its id, whatever way they spell it; a link to no place becomes its text."""
    made: list[dict[str, Any]] = _resolved(chapters, known)
    return made


def _resolved(tree: Any, known: set[str]) -> Any:
    if isinstance(tree, list):
        return [_resolved(item, known) for item in tree]
    if not isinstance(tree, dict):
        return tree
    made = {key: _resolved(value, known) if isinstance(value, list | dict) else value for key, value in tree.items()}
    if made.get("kind") == "link" and made["to"].startswith("#"):
        target = slug(made["to"][1:])
        return made | ({"to": f"#{target}"} if target in known else {"kind": "span"})
    return made
