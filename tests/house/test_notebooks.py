"""The notebooks are thin: a title, one parameters cell, one report, then a heading and one exhibit per cell."""

import ast
import json
from pathlib import Path

import papermill
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = {"client": '"demo"', "period": '""', "compare": '""', "language": '""', "networks": "[]"}
LOGIC = (
    ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.With,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.BinOp,
)  # fmt: skip


def _cells(path: Path, kind: str) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def test_there_are_notebooks():
    assert {"overview", "reach", "engagement", "traffic"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestThin:
    def test_opens_with_a_title_and_what_it_answers(self, path):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        title, _, rest = _source(first).partition("\n")
        assert first["cell_type"] == "markdown"
        assert title.startswith("# ")
        assert "?" in rest

    def test_has_the_parameters_that_papermill_shows(self, path):
        shown = papermill.inspect_notebook(str(path))
        assert {name: entry["default"] for name, entry in shown.items()} == PARAMETERS
        assert all(entry["help"] for entry in shown.values())
        assert {name: entry["inferred_type_name"] for name, entry in shown.items()} == {
            name: "list" if default == "[]" else "str" for name, default in PARAMETERS.items()
        }

    def test_holds_no_logic_and_imports_only_kpilib(self, path):
        for cell in _cells(path, "code"):
            tree = ast.parse(_source(cell))
            assert [node for node in ast.walk(tree) if isinstance(node, LOGIC)] == []
            for node in ast.walk(tree):
                assert not isinstance(node, ast.Import)
                assert not isinstance(node, ast.ImportFrom) or node.module.split(".")[0] == "kpilib"

    def test_shows_one_exhibit_per_cell_and_closes_with_its_notes(self, path):
        code = _cells(path, "code")
        assert all(len(ast.parse(_source(cell)).body) <= 5 for cell in code)
        exhibits = code[2:]
        assert all(len(ast.parse(_source(cell)).body) == 1 for cell in exhibits)
        assert _source(code[-1]).startswith("report.notes(")

    def test_stores_no_output_and_keeps_its_kernel(self, path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in _cells(path, "code"))
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        assert "papermill" not in notebook["metadata"]
