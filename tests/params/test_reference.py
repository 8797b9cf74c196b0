"""docs/params.md says every key there is, each with a line about it."""

from __future__ import annotations

import pytest

from kpilib.engine.settings import GUARDS
from kpilib.params import load, reference
from kpilib.params.models import BenchmarkEntry, Brand, BreakEntry, ClientFile, SourceEntry, TargetEntry
from kpilib.params.reference import GUARD_MEANINGS

MODELS = (ClientFile, Brand, SourceEntry, TargetEntry, BenchmarkEntry, BreakEntry)
KEYS = [(model, field.alias or name) for model in MODELS for name, field in model.model_fields.items()]


@pytest.mark.parametrize(("model", "key"), KEYS, ids=lambda value: getattr(value, "__name__", value))
def test_every_key_has_a_row(model, key):
    field = next(field for name, field in model.model_fields.items() if key == (field.alias or name))
    assert field.description
    assert field.examples
    assert f"| `{key}` |" in reference()


def test_rows_have_four_cells():
    keys, guards = reference().split("## `guards`")
    assert {line.count("|") for line in keys.splitlines() if line.startswith("|")} == {5}
    assert {line.count("|") for line in guards.splitlines() if line.startswith("|")} == {4}


def test_every_guard_is_described():
    assert set(GUARD_MEANINGS) == set(GUARDS)
    assert "| `share` | `30` |" in reference()


def test_defaults_and_choices_are_named():
    text = reference()
    assert "| `client` | required |" in text
    assert "| `discount` | `10%` |" in text
    assert "| `reply_limit` | `1h` |" in text
    assert "| `clv_years` | `3` |" in text
    assert "One of `en`, `zh-Hans`, `zh-Hant`, `tr`, `id`." in text


def test_every_example_is_accepted_as_it_is_printed(folder):
    """The page must not teach what the loader refuses."""
    for name in ("acme.svg", "acme.mplstyle", "own_kpis.py", "words.csv"):
        (folder / name).write_text("<svg/>")
    lines = [f"{name}: {field.examples[0]}" for name, field in ClientFile.model_fields.items()]
    (folder / "acme.yml").write_text("\n".join(lines), encoding="utf-8")
    assert load("acme", folder=folder).title == "Acme Kahve"
