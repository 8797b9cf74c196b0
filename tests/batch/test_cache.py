"""What is remembered, when it is not believed, and how much of it is kept."""

from __future__ import annotations

import hashlib
import os

import pytest

from kpilib.batch.cache import Cache, write
from kpilib.batch.execute import Executed

GOOD = Executed("acme", "reach", "text ş", notes=("cut",), seconds=1.5, cpu_seconds=0.5, memory=10, forked=True)


def test_an_executed_notebook_comes_back_as_it_was(tmp_path):
    cache = Cache(tmp_path)
    cache.keep("a" * 32, GOOD)
    assert Cache(tmp_path).executed("a" * 32) == GOOD
    assert cache.executed("b" * 32) is None
    assert cache.executed("") is None


def test_failures_and_keyless_jobs_are_not_kept(tmp_path):
    cache = Cache(tmp_path)
    cache.keep("a" * 32, Executed("acme", "reach", "text", error="failed"))
    cache.keep("", GOOD)
    assert not (tmp_path / ".cache").exists()


def test_a_damaged_notebook_is_not_believed(tmp_path):
    cache = Cache(tmp_path)
    cache.keep("a" * 32, GOOD)
    (tmp_path / ".cache/jobs/aa" / f"{'a' * 32}.ipynb").write_text("other")
    assert cache.executed("a" * 32) is None


def test_a_hash_is_that_of_the_bytes_and_follows_them(tmp_path):
    cache, path = Cache(tmp_path), tmp_path / "export.csv"
    for content in (b"one", b"two"):  # same size, written at once
        path.write_bytes(content)
        assert cache.sha256(path) == hashlib.sha256(content).hexdigest()
    os.utime(path, ns=(10**18, 10**18))
    cache.sha256(path)
    cache.close()
    assert str(path) in (tmp_path / ".cache/hashes.json").read_text()
    assert Cache(tmp_path).sha256(path) == hashlib.sha256(b"two").hexdigest()


def test_the_oldest_go_first_when_there_is_no_room(tmp_path):
    cache = Cache(tmp_path, limit=25)
    for number, key in enumerate("abcd"):
        cache.keep(key * 32, Executed("acme", "reach", "x" * 10))
        os.utime(tmp_path / ".cache/jobs" / (key * 2) / f"{key * 32}.ipynb", ns=(number, number))
    cache.trim()
    assert [bool(cache.executed(key * 32)) for key in "abcd"] == [False, False, True, True]


def test_it_can_be_cleaned(tmp_path):
    cache = Cache(tmp_path)
    cache.keep("a" * 32, GOOD)
    cache.clean()
    assert cache.executed("a" * 32) is None
    assert not (tmp_path / ".cache").exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "folder/file"
    write(path, b"first")
    with pytest.raises(TypeError):
        write(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"first"
    assert [found.name for found in path.parent.iterdir()] == ["file"]
