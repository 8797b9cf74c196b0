"""Client files written for one test each."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpilib.params import Client, ClientFileError, load

SOURCES = "sources:\n  - {path: exports/*.csv}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty params folder; nothing of the machine's environment is seen."""
    for name in ("KPILIB_PARAMS", "KPILIB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    params = tmp_path / "params"
    params.mkdir()
    return params


@pytest.fixture
def client(folder: Path):
    """Load params/acme.yml with these lines."""

    def write(text: str, *, sources: str = SOURCES) -> Client:
        (folder / "acme.yml").write_text(f"client: Acme Kahve\n{sources}{text}", encoding="utf-8")
        return load("acme", folder=folder)

    return write


@pytest.fixture
def refused(client):
    """The message for a client file with these lines."""

    def write(text: str, **more: str) -> str:
        with pytest.raises(ClientFileError) as caught:
            client(text, **more)
        return str(caught.value)

    return write
