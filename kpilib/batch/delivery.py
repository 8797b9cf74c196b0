"""One client's way through a run: jobs executed or taken from the cache, drawn, judged, published or held.

Comes in: a planned issue and the answers to its tasks. Goes out: what to do next, and in the end an `Outcome`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpilib.batch import gate, manifest, publish
from kpilib.batch.cache import Cache
from kpilib.batch.draw import Drawing, Drawn
from kpilib.batch.execute import Executed, where
from kpilib.batch.jobs import Issue, Job

VALUES = "values.parquet"
_HISTORY = "issues"
_GOOD = {manifest.DELIVERED, manifest.WITH_NOTES, "unchanged"}


@dataclass(frozen=True)
class Outcome:
    """What became of one client's report.

    `status` is delivered | delivered_with_notes | unchanged | held | failed | stopped.
    """

    client: str
    status: str
    period: str = ""
    language: str = ""
    folder: Path | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the report asked for is there."""
        return self.status in _GOOD

    def __str__(self) -> str:
        lead = " ".join(part for part in (self.client, self.period) if part)
        state = self.status.replace("_", " ")
        said = self.reasons or self.notes
        return f"{lead}: {state}{f' to {self.folder}' if self.good and self.folder else ''}" + "".join(
            f"\n    {line}" for line in said
        )


@dataclass
class Delivery:
    """The state of one issue within a run."""

    issue: Issue
    reports: Path
    cache: Cache
    commit: str | None = None
    fresh: bool = False
    executed: dict[str, Executed] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the report goes."""
        return self.reports / self.issue.folder

    def unchanged(self) -> Outcome | None:
        """The outcome, if the report that stands was made from the same inputs and is whole."""
        standing = manifest.standing(self.folder)
        if not standing or standing["key"] != self.issue.key or "" in (job.key for job in self.issue.jobs):
            return None
        names = [VALUES, *(f"report.{kind}" for kind in self.issue.formats), *map(_notebook, self.issue.jobs)]
        if not manifest.intact(standing, self.folder, names, self.cache):
            return None
        if (manifest.read(self.folder) or {}).get("status") == manifest.HELD:
            self._write_manifest(standing)
        return self._outcome("unchanged", notes=tuple(standing["notes"]))

    def recall(self) -> list[Job]:
        """Take what earlier runs executed; the jobs that are left."""
        left = []
        for job in self.issue.jobs:
            known = self.cache.executed(job.key)
            if known is None:
                left.append(job)
            else:
                self.executed[job.notebook] = known
        return left

    def take(self, job: Job, executed: Executed) -> None:
        """A notebook is done, well or not."""
        self.executed[job.notebook] = executed
        self.cache.keep(job.key, executed)

    def fail(self, reason: str) -> None:
        """A task of this issue was given up."""
        self.errors.append(reason)

    @property
    def complete(self) -> bool:
        """Whether every job has an answer."""
        return len(self.executed) + len(self.errors) >= len(self.issue.jobs)

    @property
    def sound(self) -> bool:
        """Whether every job ran to its end, so that the issue can be drawn."""
        return not self.errors and not any(executed.error for executed in self.executed.values())

    def drawing(self, others: Sequence[str]) -> Drawing:
        """What the renderer needs; formats that stand and are still true are not asked for again."""
        own, before = self._earlier()
        kept = self._kept()
        return Drawing(
            client=self.issue.subject.client,
            title=self.issue.subject.title,
            period=self.issue.period,
            language=self.issue.language,
            notebooks={job.notebook: self.executed[job.notebook].text for job in self.issue.jobs},
            formats=tuple(kind for kind in self.issue.formats if f"report.{kind}" not in kept),
            currency=self.issue.subject.currency,
            own=own,
            before=before,
            others=tuple(others),
        )

    def deliver(self, drawn: Drawn) -> Outcome:
        """Publish what was drawn, or hold it back if the gate says so."""
        verdict = gate.judge(self._in_order(), drawn, errors=self.errors)
        if verdict.status == manifest.HELD:
            return self._hold(verdict, drawn)
        try:
            with publish.locked(self.reports, self.issue.folder):
                files = {**self._kept(), **drawn.files, **self._history(drawn)}
                files |= {_notebook(job): self.executed[job.notebook].text.encode() for job in self.issue.jobs}
                described = manifest.build(
                    self.issue, status=verdict.status, executed=self._in_order(), drawn=drawn, notes=verdict.notes,
                    outputs=files, commit=self.commit,
                )  # fmt: skip
                publish.publish(self.reports, self.issue.folder, {**files, manifest.NAME: manifest.to_bytes(described)})
        except OSError as error:
            return self._hold(gate.Verdict(manifest.HELD, (trouble(self.reports, error),)), drawn)
        return self._outcome(verdict.status, notes=verdict.notes)

    def hold(self) -> Outcome:
        """Hold the issue back because it could not be drawn."""
        return self._hold(gate.judge(self._in_order(), Drawn(), errors=self.errors), Drawn())

    def _hold(self, verdict: gate.Verdict, drawn: Drawn) -> Outcome:
        """Leave the earlier report where it is, and put evidence and reasons beside it."""
        failed = {
            f"notebooks/{name}.failed.ipynb": executed.text.encode()
            for name, executed in self.executed.items()
            if executed.error
        }
        reasons = tuple(self._with_evidence(reason, failed) for reason in verdict.reasons)
        with contextlib.suppress(OSError), publish.locked(self.reports, self.issue.folder):
            standing = manifest.standing(self.folder)
            described = manifest.build(
                self.issue, status=manifest.HELD, executed=self._in_order(), drawn=drawn, reasons=reasons,
                evidence=failed, standing=standing, commit=self.commit,
            )  # fmt: skip
            files = {**failed, manifest.NAME: manifest.to_bytes(described)}
            if standing is None:
                publish.publish(self.reports, self.issue.folder, files)
            else:
                for stale in (self.folder / "notebooks").glob("*.failed.ipynb"):
                    stale.unlink(missing_ok=True)
                publish.add(self.reports, self.issue.folder, files)
        return self._outcome(manifest.HELD, reasons=reasons)

    def _with_evidence(self, reason: str, failed: Mapping[str, bytes]) -> str:
        for name in failed:
            if reason.startswith(name.replace(".failed", "")):
                return f"{reason} The notebook up to this point is {self.folder / name}."
        return reason

    def _in_order(self) -> list[Executed]:
        return [self.executed[job.notebook] for job in self.issue.jobs if job.notebook in self.executed]

    def _kept(self) -> dict[str, bytes]:
        """Renderings of the report that stands which are made from the same notebooks: they need not be made again."""
        standing = manifest.standing(self.folder)
        if self.fresh or not standing or standing["key"] != self.issue.key:
            return {}
        names = [output["file"] for output in standing["outputs"] if output["file"].startswith("report.")]
        return {
            name: (self.folder / name).read_bytes()
            for name in names
            if manifest.intact(standing, self.folder, [name], self.cache)
        }

    def _earlier(self) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """Values of earlier issues of this period, and of the client's other periods, the latest first."""
        language = self.issue.folder.rpartition("/")[2].removeprefix(self.issue.period)
        own = self._dated(self.folder)
        others: list[tuple[str, bytes]] = []
        for other in self.folder.parent.glob(f"*{language}") if self.folder.parent.is_dir() else ():
            if other != self.folder and (language or "." not in other.name.replace("..", "")):
                others += self._dated(other)
        return tuple(content for _, content in sorted(own, reverse=True)), tuple(
            content for _, content in sorted(others, reverse=True)
        )

    def _dated(self, folder: Path) -> list[tuple[str, bytes]]:
        """The values that a folder holds, each with the moment its issue was made."""
        standing = manifest.standing(folder)
        if not standing:
            return []
        found = [(standing["made"], folder / VALUES)]
        found += [(path.stem, path) for path in (folder / _HISTORY).glob("*.parquet")]
        dated = []
        for made, path in found:
            with contextlib.suppress(OSError):
                dated.append((made.replace(":", ""), path.read_bytes()))
        return dated

    def _history(self, drawn: Drawn) -> dict[str, bytes]:
        """The values of this period's earlier issues, the one that is replaced now among them if it differs."""
        kept = {f"{_HISTORY}/{path.name}": path.read_bytes() for path in (self.folder / _HISTORY).glob("*.parquet")}
        standing = manifest.standing(self.folder)
        if standing:
            with contextlib.suppress(OSError):
                replaced = (self.folder / VALUES).read_bytes()
                if replaced != drawn.files.get(VALUES):
                    kept[f"{_HISTORY}/{standing['made'].replace(':', '')}.parquet"] = replaced
        return kept

    def _write_manifest(self, described: Mapping[str, Any]) -> None:
        with contextlib.suppress(OSError):
            publish.add(self.reports, self.issue.folder, {manifest.NAME: manifest.to_bytes(described)})
            for stale in (self.folder / "notebooks").glob("*.failed.ipynb"):
                stale.unlink(missing_ok=True)

    def _outcome(self, status: str, **given: Any) -> Outcome:
        return Outcome(self.issue.subject.client, status, self.issue.period, self.issue.language, self.folder, **given)


def trouble(place: Path, error: OSError) -> str:
    """A failure of the disk in words."""
    return f"{place}: {error.strerror or error}."


def _notebook(job: Job) -> str:
    return where(job)
