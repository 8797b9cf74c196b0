"""One YAML file as texts: nothing is guessed, so `no`, `on`, `1e3`, `09:00` and `00123` stay what was written.

Comes in: the path of a client file. Goes out: nested dicts and lists of texts, the line of every key, the problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kpilib.errors import Problem

Place = tuple[str | int, ...]
_EMPTY = {"", "~", "null", "Null", "NULL"}
_START = "Start with `client: Acme Kahve`; docs/params.md lists every key."


@dataclass
class Document:
    """A client file as it was written.

    `lines` gives file and line of each place; a place is the way to a value, such as ("targets", "ctr").
    """

    name: str
    tree: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, place: Place) -> tuple[str, int | None]:
        """File and line of the nearest written key on the way to `place`."""
        for length in range(len(place), 0, -1):
            if found := self.lines.get(place[:length]):
                return found
        return "", None

    def over(self, defaults: Document) -> Document:
        """This document merged over `defaults`: mappings key by key, anything else as a whole."""
        tree, lines = _merge(defaults.tree, self.tree), {**defaults.lines, **self.lines}
        return Document(self.name, tree, lines, [*defaults.problems, *self.problems])


def shown(path: Path) -> str:
    """A file as messages name it: with its folder, without the path of this machine."""
    return f"{path.resolve().parent.name}/{path.name}"


def read(path: Path, *, may_be_empty: bool = False) -> Document:
    """Read one YAML file into texts; what cannot be read becomes a problem, never an exception."""
    name = shown(path)
    document = Document(name)

    def problem(what: str, do: str = "", line: int | None = None) -> Document:
        document.problems.append(Problem("error", name, what, do, row=line))
        return document

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return problem(f"byte {error.start + 1} is not UTF-8", "Save the file as UTF-8.")
    except OSError as error:
        return problem(f"cannot be opened: {error.strerror}", "Check the path and the rights of the file.")
    try:
        node = _Loader(text).get_single_node()
    except yaml.YAMLError as error:
        return problem(*_explain(error, text))
    if node is None:
        return document if may_be_empty else problem("the file is empty", _START)
    if not isinstance(node, yaml.MappingNode):
        return problem(f"a list of `key: value` lines is needed, found {_kind(node)}", _START, _line(node))
    document.tree = _Reader(document).mapping(node, ())
    return document


class _Loader(yaml.SafeLoader):
    """Composes nodes only. Aliases are refused: shared choices belong in _defaults.yml."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "an alias (*)", event.start_mark)
        return super().compose_node(parent, index)


class _Reader:
    """Turns nodes into texts and notes the line of each."""

    def __init__(self, document: Document) -> None:
        self.document, self.name = document, document.name

    def value(self, node: yaml.Node, place: Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*place, number)) for number, item in enumerate(node.value)]
        return None if node.style is None and node.value in _EMPTY else str(node.value)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(place, "a key must be a single word or text", "Put quotes around it.", line)
                continue
            key = str(key_node.value)
            if key in read:
                first = self.document.lines[(*place, key)][1]
                what = f"'{key}' stands twice, in lines {first} and {line}"
                self._problem(place, what, "Keep one of them.", line)
                continue
            self.document.lines[(*place, key)] = (self.name, line)
            read[key] = self.value(value_node, (*place, key))
            if read[key] is None and node.flow_style:
                # {value: 3,5%} is {value: 3} and a key without value: dropping it would change the figure.
                self._problem(place, f"'{key}' stands without a value", "Write decimals with a point: 3.5%.", line)
        # A key without a value is a choice left open: the default holds.
        return {key: value for key, value in read.items() if value is not None}

    def _item(self, node: yaml.Node, place: Place) -> Any:
        self.document.lines[place] = (self.name, _line(node))
        return self.value(node, place)

    def _problem(self, place: Place, what: str, do: str, line: int) -> None:
        where = ".".join(str(part) for part in place)
        self.document.problems.append(Problem("error", self.name, what, do, row=line, column=where))


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = _merge(below[key], value) if nested else value
    return merged


def _explain(error: yaml.YAMLError, text: str) -> tuple[str, str, int | None]:
    """What is wrong, what to do and the line, in the words of somebody who does not know YAML's grammar."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else None
    written = text.splitlines()[mark.line] if mark and mark.line < len(text.splitlines()) else ""
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    if "\t" in written[: len(written) - len(written.lstrip())] or "'\\t'" in said:
        return f"line {line} is indented with a tab", "Indent with spaces.", line
    if "alias" in said or "anchor" in said:
        return f"line {line} uses a YAML anchor", "Write the value out, or move it to _defaults.yml.", line
    if "special characters" in said:
        return "the file holds a control character", "Save it as plain UTF-8 text.", line
    if "'%'" in said or "'@'" in said or "'`'" in said:
        return f"line {line} starts a value with a sign that YAML reserves", "Put quotes around the value.", line
    if "mapping values are not allowed" in said:
        return f"line {line} has a second colon", "Put quotes around a text that holds a colon.", line
    at = f"line {line} cannot be read as YAML" if line else "the file cannot be read as YAML"
    return f"{at}: {said}", "Check indentation, colons and quotes there.", line


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _kind(node: yaml.Node) -> str:
    return "a list" if isinstance(node, yaml.SequenceNode) else f"the text '{str(node.value)[:30]}'"
