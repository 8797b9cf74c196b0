"""What the client file says of one source, and of the client as a whole as far as reading needs it.

Comes in: keys of the client file. Goes out: frozen, hashable-by-content values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SourceSpec:
    """One entry under `sources:`; `preset` is written `as:` there. Empty fields mean: the file itself says so."""

    path: str = ""
    sql: str = ""
    preset: str = ""
    table: str = ""
    query: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    skip_rows: int = 0
    drop: Mapping[str, Any] = field(default_factory=dict)
    zero_is_missing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    network: str = ""
    account: str = ""
    site: str = ""
    year: int | None = None
    timezone: str = ""
    exported_at: str = ""
    currency: str = ""
    covers: str = ""
    event: str = ""

    @property
    def name(self) -> str:
        """What a message calls this source; never the address of a database, which may hold a password."""
        return self.path or self.table or self.preset or "sql source"


@dataclass(frozen=True)
class Context:
    """What all sources of a client share."""

    timezone: str = "UTC"
    currency: str | None = None
    client: str = ""
    salt: str = ""
    labels: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    brands: Sequence[str] = ()
    stages: Mapping[str, str] = field(default_factory=dict)
    names: str = "hidden"
    competitors: Sequence[str] = ()


def digest(*parts: Any) -> str:
    """A short hash of plain data, the same on every machine."""

    def plain(value: Any) -> Any:
        return vars(value) if hasattr(value, "__dataclass_fields__") else value

    text = json.dumps([plain(part) for part in parts], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
