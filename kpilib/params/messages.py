"""Pydantic's findings in the words of somebody who writes a client file.

Comes in: a ValidationError and the document it is about. Goes out: one `Problem` for each finding.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from kpilib.errors import ParamsError, Problem, suggest
from kpilib.params.document import Document, Place
from kpilib.params.models import BenchmarkEntry, Brand, BreakEntry, ClientFile, Entry, SourceEntry, TargetEntry
from kpilib.params.values import Wrong

_MODELS: dict[str, type[Entry]] = {
    "brand": Brand,
    "sources": SourceEntry,
    "targets": TargetEntry,
    "benchmarks": BenchmarkEntry,
    "breaks": BreakEntry,
}
_DEEP = {"brand": 2, "sources": 3, "targets": 3, "benchmarks": 3, "breaks": 3}
_KINDS: dict[type, str] = {dict: "a mapping", list: "a list", str: "the text"}


class ClientFileError(ParamsError):
    """A client file that cannot stand; `problems` holds all that is wrong with it."""

    def __init__(self, where: str, what: str, do: str = "") -> None:
        super().__init__(where, what, do)
        self.problems: list[Problem] = []

    @classmethod
    def of(cls, problems: list[Problem]) -> ClientFileError:
        """One error that lists every problem, a line for each."""
        lines = [_line(problem) for problem in problems]
        if len(problems) == 1:
            first = problems[0]
            error = cls(_where(first), first.what, first.do)
        else:
            error = cls("", "\n".join(lines))
        error.problems = list(problems)
        return error


def findings(error: ValidationError, document: Document) -> list[Problem]:
    """Each finding of pydantic as a problem with file, line, key, what is wrong and what to do."""
    items = error.errors(include_url=False)
    return [problem(document, *_finding(item), at=_place(item)) for item in items]


def problem(
    document: Document, place: Place, what: str, do: str = "", *, at: Place | None = None, severity: Any = "error"
) -> Problem:
    """A problem at a place of the document; `at` is the key whose line is meant, if that is another one."""
    file, line = document.where(at or place)
    return Problem(severity, file or document.name, what, do, row=line, column=name(place))


def name(place: Place) -> str:
    """A place as messages name it: `targets.ctr`, `sources[2].network` (counted from 1)."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _where(found: Problem) -> str:
    return f"{found.file}, {found.column}" if found.column else found.file


def _line(found: Problem) -> str:
    return str(ParamsError(_where(found), found.what, found.do))


def _finding(item: Any) -> tuple[Place, str, str]:
    place = _place(item)
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    match kind:
        case "extra_forbidden":
            known = list(_keys(place))
            hint = suggest(str(place[-1]), known) or f"Known: {', '.join(known)}."
            return place[:-1], f"no key called '{place[-1]}'", hint
        case "missing":
            return place[:-1], f"'{place[-1]}' is missing", _example(place)
        case "value_error" if isinstance(context.get("error"), Wrong):
            wrong = context["error"]
            return place, wrong.what, wrong.do
        case "literal_error":
            known = re.findall(r"'([^']+)'", context["expected"])
            hint = suggest(str(given), known)
            words = known if all(word[0].isalnum() for word in known) else [f"'{word}'" for word in known]
            return place, f"'{given}' is not one of {', '.join(words)}", hint
        case "greater_than_equal" | "less_than_equal":
            return place, f"{given} is no year of this century", "Write it like 2026."
    return place, f"{_needed(kind)} is needed, found {_found(given)}", _example(place)


def _place(item: Any) -> Place:
    return tuple(part for part in item["loc"] if part != "[key]")


def _keys(place: Place) -> list[str]:
    model = _MODELS.get(str(place[0]), ClientFile) if len(place) > 1 else ClientFile
    return [field.alias or key for key, field in model.model_fields.items()]


def _needed(kind: str) -> str:
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return "a mapping"
    return {"list_type": "a list", "string_type": "a single text"}.get(kind, "another value")


def _found(given: Any) -> str:
    if isinstance(given, str):
        return f"'{given}'"
    return _KINDS.get(type(given), "nothing")


def _example(place: Place) -> str:
    """How the key at `place` is written, from the model's own example."""
    top = str(place[0])
    inner = top in _MODELS and len(place) >= _DEEP[top]
    model, written = (_MODELS[top], str(place[_DEEP[top] - 1])) if inner else (ClientFile, top)
    for key, field in model.model_fields.items():
        if written == (field.alias or key) and field.examples:
            return f"Write {written}: {field.examples[0]}."
    return ""
