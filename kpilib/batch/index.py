"""reports/index.html: every client and period with its status and its files, to be searched and sorted, one file.

Comes in: the manifests below the reports folder. Goes out: one page without any other file or address.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kpilib.batch import manifest
from kpilib.batch.cache import write
from kpilib.errors import KpilibError
from kpilib.periods import Period
from kpilib.text import Words, webfonts

NAME = "index.html"
_SAID = 3


def write_index(reports: Path, *, language: str = "") -> Path:
    """Write the page anew from the manifests that are there.

    Parameters
    ----------
    reports : the reports folder
    language : of the page; empty means the one that most reports are written in

    Raises
    ------
    OSError : the page cannot be written; the old one stands
    """
    found = {
        path.parent: described
        for path in reports.glob("*/*/manifest.json")
        if (described := manifest.read(path.parent))
    }
    write(reports / NAME, page(found, reports, language=language).encode())
    return reports / NAME


def page(found: Mapping[Path, Mapping[str, Any]], reports: Path, *, language: str = "") -> str:
    """The page for these manifests by folder, clients in alphabetical order, the latest period first."""
    from jinja2 import Environment
    from markupsafe import Markup

    if not language:
        spoken = Counter(described["language"] for described in found.values())
        language = spoken.most_common(1)[0][0] if spoken else "en"
    words = Words(language)
    rows = [_row(folder.relative_to(reports), described, words) for folder, described in found.items()]
    rows.sort(key=lambda row: row["start"], reverse=True)
    rows.sort(key=lambda row: words.sort_key(row["title"]))
    template = Environment(autoescape=True, trim_blocks=True).from_string(
        Path(__file__).with_suffix(".html").read_text("utf-8")
    )
    script = Path(__file__).with_suffix(".js").read_text("utf-8").strip()
    return template.render(
        rows=rows,
        words=words,
        say=lambda key, **values: words.say(f"batch.index.{key}", **values),
        faces=Markup(webfonts.faces()),
        script=Markup(script),
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _row(folder: Path, described: Mapping[str, Any], words: Words) -> dict[str, Any]:
    status, standing = described["status"], described["standing"]
    whole = standing if status == manifest.HELD else described
    names = [output["file"] for output in whole["outputs"]] if whole else []
    state = "held_standing" if status == manifest.HELD and standing else status
    made = datetime.fromisoformat(described["made"])
    return {
        "title": described["title"],
        "start": described["period"],
        "period": _period(described, words),
        "status": status,
        "state": words.say(f"batch.status.{state}"),
        "said": [*described["reasons"], *described["notes"]][:_SAID],
        "folder": folder.as_posix(),
        "files": [
            {"name": name, "kind": name.removeprefix("report.").upper()} for name in names if name.startswith("report.")
        ],
        "made": described["made"],
        "day": words.date(made.date(), "medium"),
    }


def _period(described: Mapping[str, Any], words: Words) -> str:
    try:
        return words.period(Period.parse(described["period"]))
    except KpilibError:
        return str(described["period"])
