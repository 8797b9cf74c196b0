"""A run: clients × notebooks × period to delivered reports, as many at a time as there are cores.

Comes in: what the command line or a scheduler asks for. Goes out: reports, their index, outcomes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import count
from pathlib import Path
from typing import Any

from kpilib.batch import index, progress, subjects, version
from kpilib.batch.cache import Cache
from kpilib.batch.cluster import Cluster, valid
from kpilib.batch.crew import Answer, Crew, Task, Workers, cores
from kpilib.batch.delivery import Delivery, Outcome, trouble
from kpilib.batch.draw import Drawn, draw
from kpilib.batch.execute import Executed, execute
from kpilib.batch.jobs import FORMATS, Job, Limits, Request, Subject, issue
from kpilib.errors import KpilibError, ParamsError, PeriodError, UnknownName, suggest
from kpilib.kernels.preload import needed
from kpilib.periods import Period
from kpilib.text import LANGUAGES

_DRAW, _EXECUTE, _SURVEY = range(3)  # what comes first: finish reports before starting others
_GRACE_SECONDS = 90.0
_SURVEY_SECONDS = 1800.0
_DRAW_SECONDS = 600.0
_TICK_SECONDS = 0.25


class Outcomes(list[Outcome]):
    """What became of the clients, in the order they were asked for."""

    @property
    def exit_code(self) -> int:
        """0 if every report asked for is there, else 1."""
        return 0 if all(outcome.good for outcome in self) else 1


@dataclass(frozen=True)
class Tools:
    """The steps of a run, each a function that may be called in another process; tests put others in their place."""

    subject: Callable[[str | Path, Path | None, Cache], Subject] = subjects.subject
    survey: Callable[[subjects.Question], dict[str, Any]] = subjects.survey
    execute: Callable[[Job], Executed] = execute
    draw: Callable[..., Any] = draw


def run(
    clients: Iterable[str | Path],
    *,
    params: str | Path | None = None,
    period: str | None = "",
    compare: str = "",
    language: str | None = "",
    networks: Sequence[str] = (),
    notebooks: Sequence[str] = (),
    formats: Sequence[str] = ("html", "pdf"),
    jobs: int | None = None,
    cluster: str | None = "",
    fresh: bool = False,
    out: str | Path = "reports",
    notebook_folder: str | Path | None = None,
    limits: Limits | None = None,
    show: progress.Progress | None = None,
    tools: Tools | None = None,
) -> Outcomes:
    """Execute and render the reports of clients; what has not changed since an earlier run is not done again.

    Parameters
    ----------
    clients : names in params/, or paths of client files
    params : the params folder; else KPILIB_PARAMS; else the nearest params/ upward
    period, compare, language, networks, notebooks : empty means each client's own choice
    formats : html, pdf, xlsx
    jobs : notebooks at a time; default one for each core
    cluster : address of a Dask scheduler, or local:N; empty means this machine
    fresh : do everything again, whatever is cached
    out : the reports folder
    notebook_folder : where the notebooks are; else beside the params folder, else ./notebooks
    limits : what a notebook may use
    show : who is told how it goes on

    Returns
    -------
    Outcomes : one for each client; `.exit_code` is 0 or 1

    Raises
    ------
    ParamsError, PeriodError, UnknownName : it was asked for wrongly, so that nothing was begun
    """
    asked = list(dict.fromkeys(clients))
    folder = Path(params) if params else None
    texts = subjects.known_notebooks(_notebook_folder(notebook_folder, folder))
    request = Request(
        period=Period.parse(period).name if period else "",
        compare=compare or "",
        language=_one_of("language", language or "", LANGUAGES),
        networks=tuple(networks),
        notebooks=tuple(_one_of("notebooks", name, texts) for name in notebooks),
        formats=tuple(_one_of("formats", name, FORMATS) for name in formats),
        limits=limits or Limits(),
    )
    tools = tools or Tools()
    if tools.subject is subjects.subject:
        subjects.asked(asked, folder)
    show = show or progress.for_stream()
    crew = partial(_crew, jobs or cores(), valid(cluster or ""), needed(texts.values()), show.say)
    batch = _Batch(asked, folder, request, texts, Path(out), fresh, tools, crew, show)
    return batch.run()


class _Batch:
    """The state of one run: which tasks wait, which are under way, what became of whom."""

    def __init__(
        self,
        asked: list[str | Path],
        params: Path | None,
        request: Request,
        texts: dict[str, str],
        reports: Path,
        fresh: bool,
        tools: Tools,
        crew: Callable[[], Crew],
        show: progress.Progress,
    ) -> None:
        self.asked, self.params, self.request, self.texts = asked, params, request, texts
        self.reports, self.fresh, self.tools, self.show = reports, fresh, tools, show
        self.cache = Cache(reports)
        self.commit = version.commit(Path.cwd())
        self.titles: dict[str, str] = {}
        self.outcomes: dict[str | Path, Outcome] = {}
        self._hire = crew
        self._crew: Crew | None = None
        self._waiting: list[tuple[int, int, Task, Callable[[Answer], None]]] = []
        self._under_way: dict[int, tuple[Task, Callable[[Answer], None]]] = {}
        self._order = count()

    def run(self) -> Outcomes:
        """Admit the clients one after the other, while tasks of those admitted are under way already."""
        self.show.begin(len(self.asked))
        stopped = False
        try:
            if self.fresh or not self.cache.folder.is_dir():  # there will be work: let its imports begin
                self._crew = self._hire()
            for name in self.asked:
                self._admit(name)
                self._turn(0.0)
            while self._waiting or self._under_way:
                self._turn(_TICK_SECONDS)
        except KeyboardInterrupt:
            stopped = True
            self.show.say("Stopped. What is done is kept; the same command goes on from here.")
        finally:
            if self._crew:
                self._crew.close(at_once=stopped)
            self.cache.close()
            self.show.close()
        for name in self.asked:
            self.outcomes.setdefault(name, Outcome(str(name), "stopped", self.request.period))
        self._index()
        return Outcomes(self.outcomes[name] for name in self.asked)

    def _admit(self, name: str | Path) -> None:
        """Read a client's file and find out what there is to do."""
        try:
            subject = self.tools.subject(name, self.params, self.cache)
        except (KpilibError, OSError) as error:
            self._finish(name, Outcome(_stem(name), "failed", self.request.period, reasons=(_said(error),)))
            return
        self.titles[subject.client] = subject.title
        if not subjects.needs_survey(subject, self.request):
            self._plan(name, subject)
            return
        known = None if self.fresh else self.cache.recall("surveys", _survey_key(subject))
        if known:
            self._adopt(name, subject, known)
            return
        question = subjects.Question(subject.client, subject.params)
        task = Task(self.tools.survey, question, subject.client, _SURVEY_SECONDS, heavy=True)
        self._enqueue(_SURVEY, task, partial(self._surveyed, name, subject))

    def _surveyed(self, name: str | Path, subject: Subject, answer: Answer) -> None:
        if answer.error:
            self._finish(name, Outcome(subject.client, "failed", self.request.period, reasons=(_said(answer.error),)))
            return
        self.cache.remember("surveys", _survey_key(subject), answer.result)
        self._adopt(name, subject, answer.result)

    def _adopt(self, name: str | Path, subject: Subject, answer: dict[str, Any]) -> None:
        """Plan with what a survey found, unless the period asked for lies outside the data."""
        try:
            self._plan(name, subjects.surveyed(subject, answer, self.texts, self.request.period))
        except PeriodError as error:
            self._finish(name, Outcome(subject.client, "failed", self.request.period, reasons=(_said(error),)))

    def _plan(self, name: str | Path, subject: Subject) -> None:
        """Cross the client with its notebooks; do what is not done yet."""
        lacking = [notebook for notebook in subject.notebooks if notebook not in self.texts]
        if lacking and not self.request.notebooks:
            reason = f"{subject.client}: there is no notebook {', '.join(map(repr, lacking))}."
            self._finish(name, Outcome(subject.client, "failed", self.request.period, reasons=(reason,)))
            return
        planned = issue(subject, self.request, texts=self.texts, version=version.key())
        delivery = Delivery(planned, self.reports, self.cache, self.commit, self.fresh)
        unchanged = None if self.fresh else delivery.unchanged()
        self.show.planned(len(planned.jobs))
        if unchanged:
            for job in planned.jobs:
                self.show.ran(job.client, job.notebook)
            self._finish(name, unchanged)
            return
        left = list(planned.jobs) if self.fresh else delivery.recall()
        for job in planned.jobs:
            if job not in left:
                self.show.ran(job.client, job.notebook)
        for job in left:
            label, seconds = f"{job.client}: {job.notebook}", job.limits.seconds + _GRACE_SECONDS
            task = Task(self.tools.execute, job, label, seconds, kernel=True)
            self._enqueue(_EXECUTE, task, partial(self._executed, name, delivery, job))
        if not left:
            self._draw(name, delivery)

    def _executed(self, name: str | Path, delivery: Delivery, job: Job, answer: Answer) -> None:
        if answer.error:
            delivery.fail(_said(answer.error))
        else:
            delivery.take(job, answer.result)
        self.show.ran(job.client, job.notebook)
        if delivery.complete:
            self._draw(name, delivery)

    def _draw(self, name: str | Path, delivery: Delivery) -> None:
        if not delivery.sound:
            self._finish(name, delivery.hold())
            return
        own = delivery.issue.subject
        others = [title for client, title in self.titles.items() if client != own.client and title not in own.title]
        answers: list[Answer] = []
        parts = delivery.drawing(others).parts()
        for part in parts:
            # The compiler of PDFs remembers 150 MB of each report.
            task = Task(self.tools.draw, part, f"{own.client}: report", _DRAW_SECONDS, heavy="pdf" in part.formats)
            self._enqueue(_DRAW, task, partial(self._drawn, name, delivery, answers, len(parts)))

    def _drawn(self, name: str | Path, delivery: Delivery, answers: list[Answer], parts: int, answer: Answer) -> None:
        answers.append(answer)
        if len(answers) < parts:
            return
        for error in (each.error for each in answers if each.error):
            delivery.fail(_said(error))
        if delivery.sound:
            self._finish(name, delivery.deliver(reduce(Drawn.with_files_of, (each.result for each in answers))))
        else:
            self._finish(name, delivery.hold())

    def _finish(self, name: str | Path, outcome: Outcome) -> None:
        self.outcomes[name] = outcome
        self.show.finished(str(outcome), good=outcome.good)

    def _enqueue(self, rank: int, task: Task, then: Callable[[Answer], None]) -> None:
        self._waiting.append((rank, next(self._order), task, then))

    def _turn(self, timeout: float) -> None:
        """Hand out as many tasks as there are hands, take in the answers that have come."""
        if self._waiting and self._crew is None:
            self._crew = self._hire()
        if self._crew is None:
            return
        while len(self._under_way) < self._crew.size and (chosen := self._choose(self._crew.size // 2)):
            self._under_way[id(chosen[0])] = chosen
            self._crew.send(chosen[0])
        for answer in self._crew.receive(timeout):
            _, then = self._under_way.pop(id(answer.task))
            then(answer)
        self.show.tick()

    def _choose(self, heavy: int) -> tuple[Task, Callable[[Answer], None]] | None:
        """The next task; of heavy ones not more than `heavy` at a time (one always may), because of their memory."""
        full = sum(task.heavy for task, _ in self._under_way.values()) >= max(1, heavy)
        place = min((entry for entry in self._waiting if not (full and entry[2].heavy)), default=None)
        if place is None:
            return None
        self._waiting.remove(place)
        return place[2:]

    def _index(self) -> None:
        try:
            index.write_index(self.reports, language=self.request.language)
        except OSError as error:
            self.show.say(trouble(self.reports / index.NAME, error))


def _crew(size: int, cluster: str, modules: Sequence[str], warn: Callable[[str], None]) -> Crew:
    if cluster:
        return Cluster(cluster)
    return Workers(size, modules=modules, warn=warn)


def _survey_key(subject: Subject) -> str:
    return f"{subject.digest}-{version.key()}" if subject.digest else ""


def _notebook_folder(given: str | Path | None, params: Path | None) -> Path:
    """The notebooks folder given, or KPILIB_NOTEBOOKS; else beside params/, the nearest upward, the project's own."""
    if given := given or os.environ.get("KPILIB_NOTEBOOKS"):
        tried = [Path(given)]
    else:
        beside = [params.resolve().parent / "notebooks"] if params else []
        here = Path.cwd()
        above = [folder / "notebooks" for folder in (here, *here.parents)]
        tried = [*beside, *above, Path(__file__).parents[2] / "notebooks"]
    for folder in tried:
        if folder.is_dir():
            return folder
    raise ParamsError("notebooks", f"no folder {tried[0]}", "Go to the project, or set KPILIB_NOTEBOOKS.")


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    if name and name not in names:
        raise UnknownName(f"--{what}", f"no {name!r}", suggest(name, names) or f"Known: {', '.join(names)}.")
    return name


def _stem(name: str | Path) -> str:
    return Path(name).stem if str(name).endswith((".yml", ".yaml")) else str(name)


def _said(error: BaseException) -> str:
    if isinstance(error, KpilibError):
        return str(error)
    if isinstance(error, OSError):
        return trouble(Path(str(error.filename or "")), error)
    return f"{type(error).__name__}: {error}"
