"""Notebooks played without a kernel: their code cells run one after the other in this process.

Comes in: a client file, a language. Goes out: executed notebooks as the renderer reads them, and the document of them.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import kpilib.params as client_files
from kpilib import render
from kpilib.params.chapters import supported
from kpilib.render.document import Document

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def played(notebook: str, params: Path, client: str, language: str = "") -> dict[str, Any]:
    """One notebook with the outputs that JupyterLab would show."""
    made: dict[str, Any] = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    for cell in made["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            source += f"\nclient = {str(params / f'{client}.yml')!r}\nlanguage = {language!r}"
        cell["outputs"] = _outputs(source, names)
    return made


def document(params: Path, client: str, language: str = "") -> Document:
    """The whole report of a client: every notebook that its data supports."""
    chosen = client_files.load(client, folder=params)
    store = chosen.store()
    notebooks = supported(store.names, chosen.settings().business_model)
    return render.combine([played(name, params, client, language) for name in notebooks])


def _outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell; its last expression is what it shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return []
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    if value is None:
        return []
    return [
        {"output_type": "execute_result", "data": json.loads(json.dumps(value._repr_mimebundle_())), "metadata": {}}
    ]
