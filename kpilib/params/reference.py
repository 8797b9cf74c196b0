"""The page docs/params.md, from the models themselves.

Comes in: nothing. Goes out: Markdown with every key of the client file, one line each.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kpilib.engine.settings import GUARDS
from kpilib.params.models import (
    BenchmarkEntry,
    Brand,
    BreakEntry,
    ClientFile,
    Entry,
    Seconds,
    Share,
    SourceEntry,
    TargetEntry,
)

_INTRODUCTION = """One YAML file for each client, `params/<client>.yml`. What all clients share stands in
`params/_defaults.yml` and is merged under each of them: mappings key by key, anything else as a whole. Units are
written: `3.5%`, `2h`, `45min`. Numbers are plain: `1200`, `1200.5`. Secrets are `${NAME}` from the environment, in
`sql`, `path` and `query` of a source only. Paths are relative to the client file. An unknown key is an error that names
the nearest known one.

`kpilib new CLIENT --from FOLDER` writes a first file from the exports it recognises; `kpilib check CLIENT` says what is
wrong with a file and with the data it names. A file needs two keys only:

```yaml
client: Acme Kahve
sources:
  - path: exports/meta/*.csv       # a known export is recognised by its header; `kpilib sources` lists them
```

Any other table is mapped by hand, our name first:

```yaml
sources:
  - path: exports/tickets.csv
    as: generic
    table: messages
    columns: {message_id: Ticket, sent_at: Created, direction: Way}
    values: {direction: {Incoming: in, Outgoing: out}}
    constants: {network: instagram, kind: dm}
    dates: day-first
```

So is a table of a database (`postgresql://`, `duckdb://`, `sqlite://`), unless its columns have our names already. It
is asked only for the days that the report of a period can need, on the client's clock, and for the rows that say how
far it reaches; `covers` narrows that further, `kpilib check` reads every row.

```yaml
sources:
  - {sql: "${WAREHOUSE_URL}", table: posts, query: "select * from marts.posts"}
```
"""
# What the thresholds of `guards` guard; their defaults stand with the engine.
GUARD_MEANINGS = {
    "share": "Least n of a share whose change is shown.",
    "base": "Least earlier count whose change is shown in percent; least n of what divides by the cost of one thing.",
    "median": "Least n of a median.",
    "p90": "Least n of a 90th percentile.",
    "cell": "Least posts in a cell or group; least n of a rate or mean whose change is shown.",
    "person": "Least n of one person's row.",
    "page": "Least visits of a landing page.",
    "open": "Part of unfinished rows from which a median follows the survival curve.",
    "lead_to_mql": "Days in which a lead may qualify.",
    "lead_conversion_rate": "Days in which a lead may become a customer.",
    "carry": "Most days that a last known value is carried.",
    "forecasts": "Least past periods behind the band of a forecast.",
}
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
    return _INTRODUCTION + "".join(_part(title, model) for title, model in _PARTS) + _guards()


def _guards() -> str:
    rows = [f"| `{name}` | `{GUARDS[name]:g}` | {about} |" for name, about in GUARD_MEANINGS.items()]
    return "\n".join(["\n## `guards`\n", "| guard | default | what it is |\n|---|---|---|", *rows]) + "\n"


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
    if any(check in field.metadata for check in get_args(Share)):
        return f"`{value * 100:g}%`"
    if any(check in field.metadata for check in get_args(Seconds)):
        return f"`{value / 3600:g}h`"
    if isinstance(value, float):
        return f"`{value:g}`"
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
