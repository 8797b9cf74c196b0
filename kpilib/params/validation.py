"""Every problem of a client file in one pass: what fails is set aside, so that the rest is still checked.

Comes in: a `Document`. Goes out: the `ClientFile` as far as it stands, and all problems.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kpilib.params.checks import Checked, check
from kpilib.params.document import Document, Place
from kpilib.params.messages import findings
from kpilib.params.models import ClientFile

# Stand-ins for required keys that are missing or wrong; a file that needs one is never returned as good.
_STAND_INS: dict[str, Any] = {"client": "?", "sources": [{"path": "*"}]}


def validate(document: Document, base: Path) -> tuple[ClientFile | None, Checked]:
    """The client file, or None where it cannot stand, and everything found on the way."""
    checked = Checked(problems=list(document.problems))
    if not document.tree:
        return None, checked
    file = _parse(document, checked)
    if file is not None:
        found = check(file, document, base)
        checked.targets, checked.benchmarks = found.targets, found.benchmarks
        checked.problems += found.problems
    return file, checked


def _parse(document: Document, checked: Checked) -> ClientFile | None:
    try:
        return ClientFile.model_validate(document.tree)
    except ValidationError as error:
        checked.problems += findings(error, document)
        places = [tuple(item["loc"]) for item in error.errors(include_url=False)]
    try:
        return ClientFile.model_validate(_without(document.tree, places))
    except ValidationError:
        # What setting aside has caused is nobody's mistake.
        return None


def _without(tree: dict[str, Any], places: list[Place]) -> dict[str, Any]:
    """The tree without the values at fault, required ones replaced by stand-ins."""
    rest = deepcopy(tree)
    for place in places:
        top = str(place[0])
        if top in ("targets", "benchmarks") and len(place) > 1:
            rest[top].pop(place[1], None)
        elif top == "sources" and len(place) > 1 and isinstance(place[1], int):
            rest[top][place[1]] = _source(rest[top][place[1]], place)
        else:
            rest.pop(top, None)
    return {**_STAND_INS, **rest}


def _source(entry: Any, place: Place) -> dict[str, Any]:
    if len(place) == 2 or not isinstance(entry, dict):
        return dict(_STAND_INS["sources"][0])
    kept = {key: value for key, value in entry.items() if key != place[2]}
    return kept if "path" in kept or "sql" in kept else {**kept, **_STAND_INS["sources"][0]}
