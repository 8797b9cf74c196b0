"""The three lists of packages agree: pyproject.toml, environment.yml and requirements.lock."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _wanted() -> list[str]:
    project = _project()
    return project["dependencies"] + project["optional-dependencies"]["test"]


def _distribution(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-")


def test_conda_users_get_the_same_set():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert sorted(pip) == sorted([*_wanted(), "--editable ."])


def test_every_requirement_is_locked_with_hashes_and_without_addresses():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = {_distribution(line): line for line in lock.splitlines() if re.match(r"[a-z0-9]", line)}
    assert {_distribution(requirement) for requirement in _wanted()} <= set(pinned)
    assert all(line.endswith("\\") for line in pinned.values())
    assert lock.count("--hash=sha256:") > len(pinned)


def test_the_library_declares_what_the_design_card_fixes():
    names = {_distribution(requirement) for requirement in _wanted()}
    assert {"jupyterlab", "papermill", "pandas", "matplotlib", "seaborn", "nbconvert", "pytest", "nbval"} <= names
