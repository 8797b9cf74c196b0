"""`LeftOut`: an exhibit that the report passes over, because what it needs was never supplied.

Comes in: an absent exhibit. Goes out: the same for JupyterLab, nothing for the exporters.
"""

from __future__ import annotations

from typing import Any

from kpilib.exhibits import markup
from kpilib.exhibits.bundle import Exhibit
from kpilib.text import Words

MOST_ABSENT = 2  # exhibits without data that a chapter may show


class LeftOut(Exhibit):
    """An absent exhibit that tells exporters to pass over it: an analyst sees why it is missing, a reader does not."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = {"text/html": markup.html(self.kind, self.content, self.language), "text/plain": repr(self)}
        return {"application/vnd.kpilib.left_out+json": {"v": 1}, **shown}


def wholly_missing(exhibit: Exhibit, words: Words) -> bool:
    """Whether an absent exhibit lacks its export, a figure that the network never gives, a second group or a change."""
    never = {words.reason(reason).text for reason in ("not_supplied", "not_supported_by_network")}
    return exhibit.kind == "absent" and exhibit.content.get("reason") in never | nothing_missing(words)


def nothing_missing(words: Words) -> set[str]:
    """Reasons of exhibits that have nothing to show although all is there: one group only, no clear change."""
    return {words.say(f"exhibits.{key}.reason") for key in ("one_group", "unchanged")}
