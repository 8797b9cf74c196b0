"""The made-up reports of this room are modules beside the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import browsing
import render_samples

from kpilib import render
from kpilib.render.document import Document


@pytest.fixture(scope="session")
def document() -> Document:
    """A whole report with every kind of bundle and an analyst's chapter."""
    return render.combine(render_samples.report(own=True))


@pytest.fixture(scope="session")
def page(document: Document) -> str:
    """The report as HTML."""
    return render.html(document)


@pytest.fixture(scope="session")
def paper(document: Document) -> bytes:
    """The report as PDF."""
    return render.pdf(document)


@pytest.fixture
def visit(tmp_path):
    """Open a page in a browser; see `browsing.browser`."""
    with browsing.browser(tmp_path) as open_page:
        yield open_page
