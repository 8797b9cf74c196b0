"""What a client file resolves to, and when it must be read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpilib.batch import subjects
from kpilib.batch.cache import Cache
from kpilib.batch.jobs import Request
from kpilib.errors import ParamsError


@pytest.fixture
def resolve(project, monkeypatch):
    """Resolve a client with a new cache object each time, counting how often its file is really checked."""
    real, count = subjects._resolve, []

    def counted(path):
        count.append(path)
        return real(path)

    monkeypatch.setattr(subjects, "_resolve", counted)

    def one(name):
        cache = Cache(project.reports)
        found = subjects.subject(name, project.params, cache)
        cache.close()
        return found, len(count)

    return one


def test_an_unchanged_client_file_is_checked_once(project, resolve):
    path = project.client("acme", "language: tr\nnotebooks: [reach]\n")
    (first, _), (second, checks) = resolve("acme"), resolve("acme")
    assert first == second
    assert checks == 1
    assert (first.title, first.language, first.notebooks, list(first.sources)) == (
        "Acme",
        "tr",
        ("reach",),
        ["acme.csv"],
    )
    path.write_text(path.read_text() + "currency: TRY\n")
    changed, checks = resolve("acme")
    assert (changed.currency, checks) == ("TRY", 2)
    (project.params / "_defaults.yml").write_text("margin: 30%\n")
    assert resolve("acme")[0].digest != changed.digest


def test_a_changed_export_is_another_subject(project, resolve):
    project.client("acme")
    before, _ = resolve("acme")
    project.client("acme", reach=13)
    assert resolve("acme")[0].digest != before.digest


def test_a_warehouse_is_never_unchanged(project, resolve, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", "sqlite:///secret.db")
    project.client("acme", '  - {sql: "${WAREHOUSE_URL}", table: orders, query: "select 1"}\n')
    assert resolve("acme")[0].digest is None
    assert resolve("acme")[1] == 2
    assert "secret" not in "".join(path.read_text() for path in project.reports.rglob("*.json"))


def test_a_survey_fills_in_what_the_file_leaves_open(project):
    project.client("acme")
    found = subjects.subject("acme", project.params, Cache(project.reports))
    assert subjects.needs_survey(found, Request(period="2026-10"))
    complete = Request(period="2026-10", notebooks=("reach",))
    assert subjects.needs_survey(found, complete), "exports are read once, before the kernels"
    assert not subjects.needs_survey(replace(found, digest=None), complete), "a warehouse is asked by each kernel"
    answer = subjects.survey(subjects.Question("acme", str(project.params)))
    assert answer["period"] == "2026-10"  # not covered to its end, but September holds no day of the data
    filled = subjects.surveyed(found, answer, ["overview", "engagement", "leads"])
    assert (filled.period, filled.notebooks) == ("2026-10", ("overview", "engagement"))


def test_a_client_without_a_row_cannot_be_surveyed(project):
    project.client("acme")
    (project.params / "acme.csv").write_text("Id,Day,Reach\n")
    with pytest.raises(ParamsError, match="no source holds a row"):
        subjects.survey(subjects.Question("acme", str(project.params)))


def test_clients_are_found_by_name_and_by_path(project):
    path = project.client("acme")
    assert (
        subjects.locate("acme", project.params)
        == subjects.locate(str(path), None)
        == subjects.locate("acme", None)
        == path
    )
    for wrong in ("acmee", "_defaults", "nowhere/acme.yml"):
        with pytest.raises(ParamsError):
            subjects.locate(wrong, project.params)
