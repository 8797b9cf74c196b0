"""A client whose exports are hostile: every text, name and file name wants to be code.

Comes in: a folder. Goes out: a client file there and exports in the platforms' own formats, written by the demo.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import render_hostile as hostile
import yaml

from kpilib import demo
from kpilib.demo import business, care, cast, social

CLIENT = '<img src=x onerror=window.hit=1> & "Söhne" {{ 7*7 }} #read("/etc/passwd") \u202eevil'
AGENCY = "=cmd|' /C calc'!A0 </script><script>window.hit=1</script>"
FOLDER = "'><svg onload=window.hit=1> {{7*7}} #panic"
RIVALS = ('"><script>window.hit=1</script>', '=HYPERLINK("http://evil.example")')
# A file holds neither lone surrogates nor, in the formats of the platforms, the character NUL.
TEXTS = [text for text in hostile.PAYLOADS if "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)]
NAMES = [text for text in TEXTS if len(text) < 120 or len(text) == 10_000]
_NAMED = {
    "Campaign name", "Campaign", "Session campaign", "Session manual ad content", "Assignee", "Shared by", "Name",
    "Post", "Hit Sentence", "Author Handle", "Source Name", "What", "Test", "Account name", "Page name",
}  # fmt: skip
_KINDS = ("meta_ads", "orders", "costs", "surveys", "trial", "tickets", "mentions", "advocacy")


def write(folder: Path) -> Path:
    """Write the client's exports and its file, whose path comes back."""
    busy = tuple(
        replace(account, posts=60.0) for account in cast.DEMO.accounts if account.network in ("facebook", "instagram")
    )
    brand = replace(cast.DEMO, slug="hostile", accounts=(*busy, *cast.DEMO.accounts[2:4]))
    said = cycle(TEXTS)

    def caption(*_: Any) -> str:
        return next(said)

    with (
        patch.object(social, "caption", caption),
        patch.object(care, "caption", caption),
        patch.dict(business._OF_MODEL, dtc=_KINDS),
        patch("kpilib.demo.brands", lambda clients: [brand]),
    ):
        (path,) = demo.write(folder)
    exports = folder / "exports" / "hostile"
    called = _names()
    for file in sorted(exports.rglob("*.csv")):
        file.write_bytes(_renamed(file.read_bytes(), called))
    exports.rename(exports.with_name(FOLDER))
    path.write_text(_choices(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _names() -> dict[str, str]:
    """What each name of the demo becomes, chosen when it is first met."""
    pool = cycle(NAMES)

    class Called(dict[str, str]):
        def __missing__(self, name: str) -> str:
            self[name] = next(pool)
            return self[name]

    return Called({cast.DEMO.client: CLIENT, **dict(zip(care.rivals(), RIVALS))})


def _renamed(content: bytes, called: dict[str, str]) -> bytes:
    """A CSV export whose columns of names hold hostile ones."""
    encoding = (
        "utf-16" if content.startswith(b"\xff\xfe") else "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
    )
    text = content.decode(encoding)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    head = next((row for row in rows if len(set(row) & _NAMED) and len(row) > 3), [])
    places = [at for at, name in enumerate(head) if name in _NAMED or name == "Input Name"]
    for row in rows[rows.index(head) + 1 :] if head else []:
        for at in places:
            if at < len(row) and row[at] and not row[at].startswith("("):
                row[at] = called[row[at]]
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return made.getvalue().encode(encoding)


def _choices(source: str) -> str:
    """The client file with hostile names in it."""
    choices = yaml.safe_load(source)
    choices |= {"client": CLIENT, "agency": AGENCY, "competitors": list(RIVALS), "brands": [CLIENT]}
    for entry in choices["sources"]:
        entry["path"] = entry["path"].replace("exports/hostile", f"exports/{FOLDER}")
    return yaml.safe_dump(choices, allow_unicode=True, sort_keys=False)
