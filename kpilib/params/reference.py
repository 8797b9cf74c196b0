"""The page docs/params.md, from the models themselves.

Comes in: nothing. Goes out: Markdown with every key of the client file, one line each.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kpilib.params.models import BenchmarkEntry, Brand, BreakEntry, ClientFile, Entry, SourceEntry, TargetEntry

_INTRODUCTION = """# The client file

One YAML file for each client, `params/<client>.yml`. What all clients share stands in `params/_defaults.yml` and is
merged under each of them: mappings key by key, anything else as a whole. Units are written: `3.5%`, `2h`, `45min`.
Numbers are plain: `1200`, `1200.5`. Secrets are `${NAME}` from the environment, in `sql`, `path` and `query` of a
source only. Paths are relative to the client file. An unknown key is an error that names the nearest known one.
"""
_PARTS: tuple[tuple[str, type[Entry]], ...] = (
    ("Client", ClientFile),
    ("`brand`", Brand),
    ("`sources`, each", SourceEntry),
    ("`targets`, each", TargetEntry),
    ("`benchmarks`, each", BenchmarkEntry),
    ("`breaks`, each", BreakEntry),
)


def reference() -> str:
    """Every key of the client file as Markdown, for docs/params.md."""
    return _INTRODUCTION + "".join(_part(title, model) for title, model in _PARTS)


def _part(title: str, model: type[Entry]) -> str:
    rows = [_row(field.alias or key, field) for key, field in model.model_fields.items()]
    head = "| key | default | what it is | written as |\n|---|---|---|---|"
    return "\n".join([f"\n## {title}\n", head, *rows]) + "\n"


def _row(key: str, field: FieldInfo) -> str:
    example = f"`{key}: {field.examples[0]}`" if field.examples else ""
    about = (field.description or "") + _choices(field.annotation)
    return " | ".join([f"| `{key}`", _default(field), about, f"{example} |"]).replace("  ", " ")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    if value in (None, PydanticUndefined, [], {}) or isinstance(value, Entry):
        return "–"
    if isinstance(value, list):
        return "`[" + ", ".join(map(str, value)) + "]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _choices(kind: Any) -> str:
    """The allowed words of a key that takes one of a few."""
    words = _words(kind)
    return f" One of {', '.join(f'`{word}`' for word in words)}." if words else ""


def _words(kind: Any) -> tuple[str, ...]:
    origin = get_origin(kind)
    if origin is Literal:
        return get_args(kind)
    if origin is Annotated:
        return _words(get_args(kind)[0])
    if origin in (Union, types.UnionType, list):
        return next((found for part in get_args(kind) if (found := _words(part))), ())
    return ()
