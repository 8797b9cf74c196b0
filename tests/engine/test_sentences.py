"""SQL is written once for each question, also for the next process, and never taken from a damaged file."""

from __future__ import annotations

import pytest

from kpilib.engine import sentences


@pytest.fixture
def another_process(monkeypatch):
    """What a process that has just started knows: nothing."""

    def begin():
        monkeypatch.setattr(sentences, "_memory", {})
        monkeypatch.setattr(sentences, "_written", {})
        monkeypatch.setattr(sentences, "_seen", set())

    begin()
    return begin


def ask(question, folder, text="select 'ş'"):
    """The SQL, and whether it had to be written."""
    written = []
    sql = sentences.sentence(question, lambda: written.append(1) or text, folder=folder)
    return sql, bool(written)


def test_each_question_is_written_once(tmp_path, another_process):
    assert ask("a", tmp_path / "sql") == ("select 'ş'", True)
    assert ask("a", tmp_path / "sql", "other") == ("select 'ş'", False)
    assert ask("b", tmp_path / "sql", "other") == ("other", True)
    another_process()
    assert ask("a", tmp_path / "sql", "other") == ("select 'ş'", False)
    assert ask("b", None) == ("other", False)


def test_without_a_folder_each_process_writes_its_own(another_process):
    assert ask("a", None)[1]
    another_process()
    assert ask("a", None)[1]


def test_half_a_line_is_passed_over_and_so_is_a_changed_one(tmp_path, another_process):
    ask("a", tmp_path)
    ask("b", tmp_path, "select 2")
    [file] = tmp_path.iterdir()
    lines = file.read_text().splitlines()
    file.write_text(f"{lines[0].replace('select', 'delete')}\n{lines[1]}\n{lines[1][:20]}")
    another_process()
    assert ask("a", tmp_path, "written again") == ("written again", True)
    assert ask("b", tmp_path) == ("select 2", False)


def test_another_program_writes_anew_and_the_old_file_goes(tmp_path, another_process, monkeypatch):
    ask("a", tmp_path)
    another_process()
    monkeypatch.setattr(sentences, "program", lambda: "next")
    assert ask("a", tmp_path, "new") == ("new", True)
    assert [file.name for file in tmp_path.iterdir()] == ["next.jsonl"]


def test_a_place_that_cannot_be_written_does_no_harm(tmp_path, another_process):
    (tmp_path / "file").touch()
    assert ask("a", tmp_path / "file")[1]
