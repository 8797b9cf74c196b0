"""The manifest of a report: from what it was made, by what, how long it took, what was checked, what came out.

Comes in: an issue and what became of it. Goes out: manifest.json, described by docs/manifest.schema.json.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kpilib.batch import version
from kpilib.batch.cache import Cache
from kpilib.batch.draw import Drawn
from kpilib.batch.execute import Executed
from kpilib.batch.jobs import Issue

NAME = "manifest.json"
FORMAT = 1
DELIVERED, WITH_NOTES, HELD = "delivered", "delivered_with_notes", "held"


def build(
    issue: Issue,
    *,
    status: str,
    executed: Sequence[Executed],
    drawn: Drawn,
    reasons: Iterable[str] = (),
    notes: Iterable[str] = (),
    outputs: Mapping[str, bytes] | None = None,
    evidence: Iterable[str] = (),
    standing: Mapping[str, Any] | None = None,
    commit: str | None = None,
) -> dict[str, Any]:
    """Everything there is to say about one issue.

    Parameters
    ----------
    issue : what was to be delivered
    status : delivered | delivered_with_notes | held
    executed : what became of its jobs
    drawn : what became of its rendering; empty if it did not come to that
    reasons : why it was held
    notes : what a reader should know although it was delivered
    outputs : file name -> content of what stands in the folder by this manifest
    evidence : names of failed notebooks beside the report
    standing : the manifest of an earlier report that stands, if this one was held
    commit : the git commit of the project
    """
    subject = issue.subject
    return {
        "format": FORMAT,
        "client": subject.client,
        "title": subject.title,
        "period": issue.period,
        "language": issue.language,
        "status": status,
        "reasons": list(reasons),
        "notes": list(notes),
        "made": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "key": issue.key,
        "versions": version.versions(),
        "commit": commit,
        "params_hash": subject.params_hash,
        "sources": _sources(issue, drawn),
        "notebooks": {job.notebook: job.key for job in issue.jobs},
        "steps": _steps(executed, drawn),
        "missing": list(drawn.missing),
        "problems": list(drawn.problems),
        "restated": [asdict(figure) for figure in drawn.restated],
        "checks": _checks(issue, drawn),
        "outputs": [_output(name, content) for name, content in sorted((outputs or {}).items())],
        "evidence": list(evidence),
        "standing": dict(standing) if standing else None,
    }


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a report's folder; None where there is none that can be read."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def standing(folder: Path) -> dict[str, Any] | None:
    """The manifest of the whole report that stands in a folder, even if a later one was held."""
    found = read(folder)
    if found and found["status"] == HELD:
        return found["standing"]
    return found


def intact(manifest: Mapping[str, Any], folder: Path, names: Iterable[str], cache: Cache) -> bool:
    """Whether these files of a report are there with the bytes its manifest says."""
    hashes = {output["file"]: output["sha256"] for output in manifest["outputs"]}
    for name in names:
        try:
            if hashes.get(name) is None or cache.sha256(folder / name) != hashes[name]:
                return False
        except OSError:
            return False
    return True


def to_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it is written to disk."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _sources(issue: Issue, drawn: Drawn) -> list[dict[str, Any]]:
    """Every file with its hash, and what the notebooks read from it: tables, rows, days."""
    files = dict(issue.subject.sources)
    said: dict[str, list[dict[str, Any]]] = {}
    for entry in drawn.read:
        archive = next((name for name in files if entry["file"].startswith(f"{name}/")), None)
        part = {"part": entry["file"].removeprefix(f"{archive}/")} if archive else {}
        told = part | {name: value for name, value in entry.items() if name != "file"}
        said.setdefault(archive or entry["file"], []).append(told)
    rows = [{"file": name, "sha256": sha256, "tables": said.pop(name, [])} for name, sha256 in files.items()]
    return rows + [{"file": name, "sha256": None, "tables": tables} for name, tables in said.items()]


def _steps(executed: Sequence[Executed], drawn: Drawn) -> list[dict[str, Any]]:
    steps = [
        {
            "step": f"notebook {job.notebook}",
            "seconds": round(job.seconds, 3),
            "cpu_seconds": job.cpu_seconds,
            "memory": job.memory,
            "forked": job.forked,
        }
        for job in executed
    ]
    return steps + [
        {"step": name, "seconds": round(seconds, 3), "memory": memory} for name, (seconds, memory) in drawn.cost.items()
    ]


def _checks(issue: Issue, drawn: Drawn) -> list[dict[str, Any]]:
    names = [f"report.{kind}" for kind in issue.formats if kind in drawn.cost]
    return [
        {"file": name, "passed": name not in drawn.broken, "broken": list(drawn.broken.get(name, ()))} for name in names
    ]


def _output(name: str, content: bytes) -> dict[str, Any]:
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
