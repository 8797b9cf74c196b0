"""Every notebook of the project shows the same on a forked kernel as on a cold one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from kpilib.batch import engine
from kpilib.batch.execute import execute
from kpilib.batch.jobs import Job, Limits

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_forked_equals_cold(path, monkeypatch, tmp_path):
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path))
    forked = execute(_job(path))
    assert forked.error == ""
    assert forked.forked
    monkeypatch.setattr(engine, "PROVISIONER", "local-provisioner")
    cold = execute(_job(path))
    assert not cold.forked
    assert _shown(forked.text) == _shown(cold.text)


def test_a_figure_and_a_frame_are_the_same_forked_and_cold(make_source, monkeypatch, tmp_path):
    cells = [
        "import matplotlib.pyplot as plt; plt.plot([1, 3]); plt.title('ğ'); plt.show()",
        "import pandas as pd; pd.DataFrame({'a': [1.25, None]})",
        "import seaborn as sns; sns.color_palette('deep').as_hex()",
    ]
    parameters = {"client": "acme", "period": "2026-10", "compare": "", "language": "en", "networks": []}
    job = Job("acme", str(tmp_path), "reach", make_source(*cells), parameters, Limits(), "key")
    forked = execute(job)
    monkeypatch.setattr(engine, "PROVISIONER", "local-provisioner")
    assert _shown(forked.text) == _shown(execute(job).text)
    assert "image/png" in forked.text


def _job(path: Path) -> Job:
    parameters = {"client": "demo", "period": "2026-10", "compare": "", "language": "", "networks": []}
    return Job("demo", str(ROOT / "params"), path.stem, path.read_text("utf-8"), parameters, Limits(), "key")


def _shown(text: str) -> Any:
    """All outputs; sums of several threads differ in the last digit from run to run, on any kernel."""
    return _rounded(
        [
            {name: value for name, value in output.items() if name != "execution_count"}
            for cell in nbformat.reads(text, as_version=4).cells
            for output in cell.get("outputs", [])
        ]
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
