"""Imports go down only, and the small house rules hold everywhere."""

import ast
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "kpilib").rglob("*.py"))


def test_imports_go_down_only(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_every_module_says_what_it_owns():
    silent = [path.relative_to(ROOT) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert MODULES
    assert silent == []


def test_no_module_is_named_after_nothing():
    assert [path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc", "manager"}] == []


def test_importing_the_package_is_light():
    import subprocess
    import sys

    heavy = "{'pandas', 'ibis', 'duckdb', 'matplotlib', 'nbconvert', 'papermill', 'typst'}"
    code = f"import sys, kpilib; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
