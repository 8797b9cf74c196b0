"""Jobs: which notebook runs for which client and period, and the content key that says whether it must run again.

Comes in: subjects (what a client file resolves to) and a request. Goes out: issues of jobs. Pure: no file is touched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ORDER = (
    "overview", "reach", "engagement", "traffic", "leads", "customers", "advocacy",
    "returns", "brand", "content", "experiments", "network", "quality",
)  # fmt: skip
FORMATS = ("html", "pdf", "xlsx")


@dataclass(frozen=True)
class Limits:
    """What one notebook may use: wall-clock seconds, bytes of memory, characters of printed text in a cell."""

    seconds: float = 600.0
    memory: int = 4 * 2**30
    printed: int = 1_000_000


@dataclass(frozen=True)
class Request:
    """What a run was asked for; empty means the client's own choice."""

    period: str = ""
    compare: str = ""
    language: str = ""
    networks: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("html", "pdf")
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Subject:
    """What a client file resolves to, as far as the batch cares.

    `digest` stands for the client file with its defaults and for the bytes of every source; None where a source
    has no bytes to hash (a warehouse), so that nothing may be taken from the cache.
    """

    client: str
    title: str
    params: str
    language: str
    digest: str | None
    params_hash: str = ""
    currency: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    notebooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """One notebook to run for one client, period and language; plain data, so that it travels to any worker."""

    client: str
    params: str
    notebook: str
    text: str
    parameters: Mapping[str, Any]
    limits: Limits
    key: str


@dataclass(frozen=True)
class Issue:
    """One report to be delivered: the jobs whose notebooks it consists of, in the order of its chapters."""

    subject: Subject
    period: str
    language: str
    formats: tuple[str, ...]
    jobs: tuple[Job, ...]

    @property
    def folder(self) -> str:
        """Where the report goes, below the reports folder."""
        own = self.language == self.subject.language
        return f"{self.subject.client}/{self.period if own else f'{self.period}.{self.language}'}"

    @property
    def name(self) -> str:
        """The issue as people say it."""
        return self.folder.replace("/", " ")

    @property
    def key(self) -> str:
        """Content key of the rendering: what the jobs' figures and the drawing of them depend on."""
        return digest([job.key for job in self.jobs])


def issue(subject: Subject, request: Request, *, texts: Mapping[str, str], version: str) -> Issue:
    """Cross one client with the notebooks asked for.

    Parameters
    ----------
    subject : with period and notebooks resolved
    request : what the run was asked for
    texts : notebook name -> source of the .ipynb file
    version : what stands for the library, its dependencies and its fonts

    Returns
    -------
    Issue : one job for each notebook, chapters in their order
    """
    period = request.period or subject.period
    language = request.language or subject.language
    names = chapters(request.notebooks or subject.notebooks)
    jobs = tuple(_job(subject, request, name, texts[name], period, language, version) for name in names)
    return Issue(subject, period, language, request.formats, jobs)


def chapters(names: tuple[str, ...]) -> tuple[str, ...]:
    """Notebook names once each, the known ones in the order of their chapters, the client's own after them."""
    return tuple(sorted(dict.fromkeys(names), key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)))


def digest(value: Any) -> str:
    """A short name for plain data: equal data, equal name, on any machine."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _job(subject: Subject, request: Request, name: str, text: str, period: str, language: str, version: str) -> Job:
    parameters = {
        "client": subject.client,
        "period": period,
        "compare": request.compare,
        "language": language,
        "networks": list(request.networks),
    }
    inputs = {
        "notebook": text,
        "parameters": parameters,
        "subject": subject.digest,
        "version": version,
    }
    key = digest(inputs) if subject.digest is not None else ""
    return Job(subject.client, subject.params, name, text, parameters, request.limits, key)
