"""The demo's clients, written and read once for all reports of this room."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from kpilib.demo import write


@pytest.fixture(scope="session")
def params(tmp_path_factory) -> Path:
    """The demo's own client file."""
    folder = tmp_path_factory.mktemp("reports") / "params"
    write(folder, clients=1)
    return folder


@pytest.fixture(scope="session")
def everybody(tmp_path_factory) -> Path:
    """Client files of every business model in every language."""
    folder = tmp_path_factory.mktemp("reports") / "params"
    write(folder, clients=26)
    return folder


@pytest.fixture(scope="session", autouse=True)
def cached(tmp_path_factory):
    """Tables are read once and kept beside the client files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPILIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
