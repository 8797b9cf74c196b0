"""A report appears whole, replaces the one before in one step, and leaves nothing behind."""

from __future__ import annotations

import pytest

from kpilib.batch import publish


@pytest.fixture(params=[True, False], ids=["exchange", "two steps"])
def reports(request, tmp_path, monkeypatch):
    if not request.param:
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    return tmp_path


def test_a_report_replaces_the_one_before_with_all_its_files(reports):
    publish.publish(reports, "acme/2026-10", {"report.html": b"old", "notebooks/reach.ipynb": b"old"})
    publish.publish(reports, "acme/2026-10", {"report.html": b"new"})
    found = {path.name: path.read_bytes() for path in (reports / "acme/2026-10").rglob("*")}
    assert found == {"report.html": b"new"}
    assert not list((reports / ".cache/prepared").iterdir())


def test_a_failure_leaves_the_report_before(reports):
    publish.publish(reports, "acme/2026-10", {"report.html": b"old"})
    with pytest.raises(TypeError):
        publish.publish(reports, "acme/2026-10", {"report.html": b"new", "report.pdf": None})
    assert (reports / "acme/2026-10/report.html").read_bytes() == b"old"
    assert not list((reports / ".cache/prepared").iterdir())


def test_a_failed_second_step_is_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    publish.publish(tmp_path, "acme/2026-10", {"report.html": b"old"})
    rename = publish.Path.rename

    def fail(path, target):
        if path.name == "report":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(publish.Path, "rename", fail)
    with pytest.raises(OSError, match="Input/output"):
        publish.publish(tmp_path, "acme/2026-10", {"report.html": b"new"})
    assert (tmp_path / "acme/2026-10/report.html").read_bytes() == b"old"
