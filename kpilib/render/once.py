"""Paper shows an exhibit once: what an earlier chapter holds is not printed again, links to it lead there.

Comes in: the chapters of a document. Goes out: the same without repeats; screen and workbook keep them.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from kpilib.render import shapes
from kpilib.render.markdown import Block


def once(chapters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chapters without figures and tables that an earlier one shows with the same title and the same content."""
    first: dict[Hashable, str] = {}
    moved: dict[str, str] = {}

    def new(block: Block) -> bool:
        content = _content(block)
        if content is None:
            return True
        known = first.setdefault(content, block["id"])
        if known != block["id"]:
            moved[block["id"]] = known
        return known == block["id"]

    made = [{**chapter, "blocks": _kept(chapter["blocks"], new)} for chapter in chapters]
    return _led(made, moved) if moved else made


def _kept(blocks: list[Block], new: Any) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if block["kind"] == "figures":
            parts = [figure for figure in block["figures"] if new(figure)]
            kept += [{**block, "figures": parts}] if len(parts) > 1 else parts
        elif new(block):
            kept.append(block)
    return shapes.without_empty_headings(kept)


def _content(block: Block) -> Hashable | None:
    """What makes an exhibit a repeat of another; None for what may be said twice."""
    match block["kind"]:
        case "figure":
            return block["title"], block["svg"]
        case "table":
            return block["title"], tuple(tuple(cell["text"] for cell in row) for row in block["rows"])
    return None


def _led(tree: Any, moved: dict[str, str]) -> Any:
    """The tree with links to what is not printed leading to what is."""
    if isinstance(tree, list):
        return [_led(item, moved) for item in tree]
    if not isinstance(tree, dict):
        return tree
    made = {key: _led(value, moved) if isinstance(value, list | dict) else value for key, value in tree.items()}
    if made.get("kind") == "link" and made["to"][1:] in moved:
        return made | {"to": f"#{moved[made['to'][1:]]}"}
    return made
