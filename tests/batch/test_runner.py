"""Runs: what is delivered, what is held, what is not done again, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from kpilib.batch import runner
from kpilib.batch.crew import Answer, Task
from kpilib.batch.draw import Drawn
from kpilib.batch.execute import Executed
from kpilib.errors import ParamsError, PeriodError, UnknownName
from kpilib.text import Words

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/manifest.schema.json").read_text())


def test_reports_are_delivered_whole(project, make_figure):
    project.client("acme")
    project.notebook("overview", figures=[make_figure(24.0)])
    project.notebook("reach", "import pandas; pandas.DataFrame({'a': [1]})", figures=[make_figure(12.0)])
    outcomes = project.run("acme", formats=["html", "pdf", "xlsx"])
    assert (outcomes.exit_code, outcomes[0].status) == (0, "delivered"), project.said.getvalue()
    assert project.files("acme") == {
        "report.html", "report.pdf", "report.xlsx", "values.parquet", "manifest.json",
        "notebooks/overview.ipynb", "notebooks/reach.ipynb",
    }  # fmt: skip
    jsonschema.validate(project.manifest("acme"), SCHEMA)
    executed = (project.reports / "acme/2026-10/notebooks/reach.ipynb").read_text()
    assert str(project.root) not in executed
    assert json.loads(executed)["metadata"]["papermill"]["input_path"] == "notebooks/reach.ipynb"
    page = (project.reports / "index.html").read_text()
    assert "acme/2026-10/report.pdf" in page
    assert "October 2026" in page


def test_what_has_not_changed_is_not_done_again(project, make_figure):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview", figures=[make_figure()])
    project.notebook("reach")
    project.run("acme", "bolt")
    made = project.manifest("acme")["made"]
    assert [outcome.status for outcome in project.run("acme", "bolt")] == ["unchanged", "unchanged"]
    project.client("bolt", reach=13)
    assert [outcome.status for outcome in project.run("acme", "bolt")] == ["unchanged", "delivered"]
    assert project.manifest("acme")["made"] == made
    before = _notebook_times(project, "acme")
    project.notebook("reach", "1 + 1")
    assert project.run("acme")[0].status == "delivered"
    after = _notebook_times(project, "acme")
    assert before["overview"] == after["overview"]  # taken from the cache
    assert before["reach"] != after["reach"]
    assert project.run("acme", fresh=True)[0].status == "delivered"
    assert _notebook_times(project, "acme")["overview"] != before["overview"]


def test_a_format_more_is_rendered_without_running_anything(project):
    project.client("acme")
    project.notebook("overview")
    project.run("acme")
    page, times = (project.reports / "acme/2026-10/report.html").read_bytes(), _notebook_times(project, "acme")
    assert project.run("acme", formats=["html", "xlsx"])[0].status == "delivered"
    assert (project.reports / "acme/2026-10/report.html").read_bytes() == page
    assert _notebook_times(project, "acme") == times
    assert [step["step"] for step in project.manifest("acme")["steps"]][1:] == ["combine", "xlsx", "check xlsx"]
    assert project.run("acme", formats=["html"])[0].status == "unchanged"


def test_a_damaged_report_is_made_again(project):
    project.client("acme")
    project.notebook("overview")
    project.run("acme")
    report = project.reports / "acme/2026-10/report.html"
    report.write_text("half")
    assert project.run("acme")[0].status == "delivered"
    assert report.stat().st_size > 1000
    shutil.rmtree(project.reports / ".cache")
    assert project.run("acme")[0].status == "unchanged"


def test_a_failed_notebook_holds_its_report_and_leaves_evidence(project):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview")
    project.notebook("reach", "## Followers", "if client == 'acme':\n    {}['followers']")
    outcomes = project.run("acme", "bolt")
    assert outcomes.exit_code == 1
    assert [outcome.status for outcome in outcomes] == ["held", "delivered"]
    evidence = project.reports / "acme/2026-10/notebooks/reach.failed.ipynb"
    assert outcomes[0].reasons == (
        "notebooks/reach.ipynb, cell 4 (## Followers): KeyError 'followers'. "
        f"The notebook up to this point is {evidence}.",
    )
    assert "papermill-error-cell" in evidence.read_text()
    assert project.files("acme") == {"manifest.json", "notebooks/reach.failed.ipynb"}
    assert outcomes[0].reasons[0] in project.said.getvalue()


def test_the_report_before_stays_until_the_new_one_is_whole(project):
    project.client("acme")
    project.notebook("overview")
    project.run("acme")
    page = (project.reports / "acme/2026-10/report.html").read_bytes()
    project.notebook("overview", "1 / 0")
    assert project.run("acme")[0].status == "held"
    assert (project.reports / "acme/2026-10/report.html").read_bytes() == page
    manifest = project.manifest("acme")
    assert manifest["status"] == "held"
    assert manifest["standing"]["status"] == "delivered"
    assert "ZeroDivisionError" in manifest["reasons"][0]
    assert "earlier report stands" in (project.reports / "index.html").read_text()
    project.notebook("overview")
    assert project.run("acme")[0].status == "unchanged"
    assert project.manifest("acme")["status"] == "delivered"
    assert project.files("acme") == {"report.html", "values.parquet", "manifest.json", "notebooks/overview.ipynb"}


def test_a_report_without_a_single_figure_is_held(project, make_figure):
    project.client("acme")
    project.notebook("overview", figures=[make_figure(None, missing="no_data"), make_figure(None, missing="no_data")])
    outcome = project.run("acme")[0]
    assert (outcome.status, outcome.reasons) == (
        "held", (
            "none of the 2 figures could be measured in this period; the manifest lists the reasons. "
            "'kpilib check' lists the days that each export covers, --period asks for others.",
        ),
    )  # fmt: skip


def test_a_report_that_names_another_client_is_held(project):
    for name in ("acme", "bolt"):
        project.client(name)
    project.notebook("overview", "if client == 'acme':\n    print('Better than Bolt')")
    outcomes = project.run("bolt", "acme", jobs=1)
    assert [outcome.status for outcome in outcomes] == ["delivered", "held"]
    assert "Bolt" in outcomes[1].reasons[0]


def test_reports_run_side_by_side_hold_only_their_own(project, make_figure):
    names = [f"client{letter}" for letter in "abcdef"]
    for number, name in enumerate(names):
        project.client(name, reach=1000 + number)
    project.notebook("overview", "open('note.txt', 'a').write(client); print(open('note.txt').read())")
    project.notebook("reach", "import tempfile; print(open(f'{tempfile.gettempdir()}/n', 'a+').read(), client)")
    assert project.run(*names).exit_code == 0
    for name in names:
        for path in (project.reports / name).rglob("*"):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace").lower()
                assert not [other for other in names if other != name and other in text], path


def test_one_broken_client_among_many(project):
    _one_broken(project, 12)


@pytest.mark.slow
def test_one_broken_client_among_a_hundred(project):
    _one_broken(project, 100)


def _one_broken(project, number: int) -> None:
    names = [f"c{position:02}" for position in range(number)]
    for name in names:
        project.client(name)
    (project.params / "c05.yml").write_text("client: [broken\n")
    project.notebook("overview")
    outcomes = project.run(*names)
    assert outcomes.exit_code == 1
    assert [outcome.client for outcome in outcomes if not outcome.good] == ["c05"]
    assert "params/c05.yml" in outcomes[5].reasons[0]
    assert {path.parts[-3] for path in project.reports.glob("*/2026-10/report.html")} == {*names} - {"c05"}


def test_the_period_and_notebooks_come_from_the_data(project):
    project.client("acme")
    for name in ("overview", "engagement", "leads"):
        project.notebook(name)
    outcome = project.run("acme", period="", notebooks=[])[0]
    assert (outcome.status, outcome.period) == ("delivered", "2026-10"), outcome
    assert set(project.manifest("acme", "2026-10")["notebooks"]) == {"overview", "engagement"}
    assert project.run("acme", period="", notebooks=[])[0].status == "unchanged"


def test_another_language_has_a_folder_of_its_own(project):
    project.client("acme")
    project.notebook("overview")
    assert project.run("acme", language="tr").exit_code == 0
    assert (project.reports / "acme/2026-10.tr/report.html").is_file()
    assert '<html lang="tr"' in (project.reports / "acme/2026-10.tr/report.html").read_text()


def test_restated_figures_are_listed(project, make_figure):
    project.client("acme")
    with (project.params / "acme.csv").open("a") as export:
        export.write("3,2026-11-20,12\n")
    october = {"start": "2026-10-01", "end": "2026-11-01"}
    project.notebook("overview", figures=[make_figure(100.0, **october)])
    project.run("acme")
    november = {"start": "2026-11-01", "end": "2026-12-01"}
    before = {"previous": 90.0, "previous_start": "2026-10-01", "previous_end": "2026-11-01"}
    project.notebook("overview", figures=[make_figure(120.0, **november, **before)])
    outcome = project.run("acme", period="2026-11")[0]
    assert (outcome.status, outcome.notes) == (
        "delivered_with_notes", ("1 figure of earlier reports restated.",),
    )  # fmt: skip
    [restated] = project.manifest("acme", "2026-11")["restated"]
    assert (restated["kpi"], restated["was"], restated["now"]) == ("reach", 100.0, 90.0)
    page = (project.reports / "acme/2026-11/report.html").read_text()
    assert Words("en").say("batch.restated.title") in page
    project.notebook("overview", "2", figures=[make_figure(80.0, **october)])
    project.run("acme")
    assert len([name for name in project.files("acme") if name.startswith("issues/")]) == 1
    [restated] = project.manifest("acme")["restated"]
    assert (restated["was"], restated["now"]) == (100.0, 80.0)


class OneHand:
    """A crew that takes on four tasks, does them in this process, and remembers how many heavy ones it ever held."""

    size, most = 4, 0

    def __init__(self) -> None:
        self.held: list[Task] = []

    def send(self, task: Task) -> None:
        self.held.append(task)
        self.most = max(self.most, sum(task.heavy for task in self.held))

    def receive(self, timeout: float) -> list[Answer]:
        light = [task for task in self.held if not task.heavy]
        task = (light or self.held)[0]
        self.held.remove(task)
        return [Answer(task, task.function(task.argument))]

    def close(self, *, at_once: bool = False) -> None:
        assert not self.held


def test_not_every_hand_draws_at_once(project, monkeypatch):
    names = [f"c{number}" for number in range(6)]
    for name in names:
        project.client(name)
    project.notebook("overview")
    crew = OneHand()
    monkeypatch.setattr(runner, "_crew", lambda *given: crew)
    tools = runner.Tools(
        execute=lambda job: Executed(job.client, job.notebook, "text"),
        draw=lambda drawing: Drawn({"values.parquet": b"", "report.pdf": b"pdf"}),
    )
    assert project.run(*names, formats=["pdf"], tools=tools).exit_code == 0
    assert crew.most == 2


def test_a_parameter_that_a_notebook_does_not_know_is_not_ignored(project):
    project.client("acme")
    project.notebook("overview", parameters='client: str = "demo"\nperiod: str = ""\nlanguage = ""\ncompare = ""')
    assert project.run("acme").exit_code == 0
    assert "declares no networks" in project.run("acme", networks=["instagram"])[0].reasons[0]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"period": "October"}, PeriodError, "cannot read 'October'"),
        ({"notebooks": ["reech"]}, UnknownName, "Did you mean 'reach'?"),
        ({"formats": ["docx"]}, UnknownName, "html, pdf, xlsx"),
        ({"language": "fr"}, UnknownName, "--language"),
        ({"cluster": "nowhere"}, ParamsError, "local:N"),
    ],
)
def test_what_is_asked_wrongly_begins_nothing(project, given, error, said):
    project.client("acme")
    project.notebook("reach")
    with pytest.raises(error) as caught:
        project.run("acme", **given)
    assert said in str(caught.value)
    assert not project.reports.exists()


def test_unknown_clients_are_asked_wrongly(project):
    project.client("acme")
    project.notebook("reach")
    for clients in (["acmee"], [], ["nowhere/acme.yml"], ["acme", str(project.params / "acme.yml")]):
        with pytest.raises(ParamsError):
            project.run(*clients)


def test_clients_outside_the_project_are_reported_on_by_its_own_notebooks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KPILIB_NOTEBOOKS", raising=False)
    assert runner._notebook_folder(None, tmp_path / "params") == ROOT / "notebooks"
    (tmp_path / "notebooks").mkdir()
    assert runner._notebook_folder(None, tmp_path / "params") == tmp_path / "notebooks"


def _notebook_times(project, client: str) -> dict[str, str]:
    folder = project.reports / client / "2026-10" / "notebooks"
    return {
        path.stem: json.loads(path.read_text())["metadata"]["papermill"]["start_time"]
        for path in folder.glob("*.ipynb")
    }
