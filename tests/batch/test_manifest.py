"""Manifests say what docs/manifest.schema.json promises."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest

from kpilib.batch import manifest, version
from kpilib.batch.cache import Cache
from kpilib.batch.draw import Drawn
from kpilib.batch.execute import Executed
from kpilib.batch.figures import Restated
from kpilib.batch.jobs import Request, Subject, issue

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/manifest.schema.json").read_text())
SUBJECT = Subject(
    "acme",
    "Acme",
    "/p",
    "en",
    "d",
    params_hash="h",
    sources={"a.csv": "0" * 64, "c.zip": "1" * 64},
    notebooks=("reach",),
)


@pytest.fixture
def described():
    """Build a manifest of an issue with one notebook."""
    planned = issue(SUBJECT, Request(period="2026-10"), texts={"reach": "text"}, version="v")

    def build(status="delivered", **given):
        drawn = Drawn(
            cost={"combine": (0.1, 9), "html": (0.2, None), "check html": (0.01, 8)},
            broken={"report.html": ("no title",)} if status == "held" else {},
            restated=(Restated("reach", "default", "count", "", "2026-10-01", "2026-11-01", 1.0, 2.0, False),),
            missing=({"name": "Reach", "reason": "no data", "period": "2026-10"},),
            read=(
                {"file": "a.csv", "table": "posts", "rows": 3, "start": "2026-10-01", "end": None},
                {"file": "b.csv", "table": "orders", "rows": 1},
                {"file": "c.zip/in/d.csv", "table": "posts", "rows": 2},
            ),
        )
        executed = [Executed("acme", "reach", "t", seconds=1.23456, cpu_seconds=0.5, memory=7, forked=True)]
        built = manifest.build(planned, status=status, executed=executed, drawn=drawn, **given)
        return json.loads(manifest.to_bytes(built))

    return build


def test_a_delivered_report_fits_the_schema(described):
    built = described(outputs={"report.html": b"page"}, commit="abc")
    jsonschema.validate(built, SCHEMA)
    assert built["outputs"] == [{"file": "report.html", "sha256": hashlib.sha256(b"page").hexdigest(), "bytes": 4}]
    assert built["steps"][0] == {
        "step": "notebook reach", "seconds": 1.235, "cpu_seconds": 0.5, "memory": 7, "forked": True,
    }  # fmt: skip
    assert built["steps"][1:3] == [
        {"step": "combine", "seconds": 0.1, "memory": 9},
        {"step": "html", "seconds": 0.2, "memory": None},
    ]
    assert [(source["file"], source["sha256"], len(source["tables"])) for source in built["sources"]] == [
        ("a.csv", "0" * 64, 1),
        ("c.zip", "1" * 64, 1),
        ("b.csv", None, 1),
    ]
    assert built["sources"][0]["tables"] == [{"table": "posts", "rows": 3, "start": "2026-10-01", "end": None}]
    assert built["sources"][1]["tables"] == [{"part": "in/d.csv", "table": "posts", "rows": 2}]
    assert built["checks"] == [{"file": "report.html", "passed": True, "broken": []}]


def test_a_held_report_fits_the_schema_with_the_one_that_stands(described):
    built = described("held", reasons=["why"], evidence=["notebooks/reach.failed.ipynb"], standing=described())
    jsonschema.validate(built, SCHEMA)
    assert built["checks"][0]["passed"] is False


def test_the_schema_refuses_what_it_does_not_know(described):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**described(), "surprise": 1}, SCHEMA)


def test_what_stands_is_found_through_a_held_attempt(described, tmp_path):
    assert manifest.standing(tmp_path) is None
    whole = described()
    (tmp_path / manifest.NAME).write_bytes(manifest.to_bytes(whole))
    assert manifest.standing(tmp_path) == whole
    (tmp_path / manifest.NAME).write_bytes(manifest.to_bytes(described("held", standing=whole)))
    assert manifest.standing(tmp_path) == whole
    (tmp_path / manifest.NAME).write_text("{half")
    assert manifest.read(tmp_path) is None


def test_a_report_is_intact_only_with_all_its_bytes(described, tmp_path):
    (tmp_path / "report.html").write_bytes(b"page")
    built, cache = described(outputs={"report.html": b"page"}), Cache(tmp_path)
    assert manifest.intact(built, tmp_path, ["report.html"], cache)
    assert not manifest.intact(built, tmp_path, ["report.html", "report.pdf"], cache)
    (tmp_path / "report.html").write_bytes(b"other")
    assert not manifest.intact(built, tmp_path, ["report.html"], cache)


def test_versions_name_library_code_and_fonts():
    found = version.versions()
    assert {"kpilib", "code", "python", "papermill", "typst", "fontpkg-fira-sans"} <= set(found)
    assert version.commit(Path("/")) is None
