"""The page of all reports."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from kpilib.batch import index
from kpilib.text import LANGUAGES, Words

MANIFEST = {
    "title": "Acme & <b>Sons</b>", "period": "2026-10", "language": "en", "status": "delivered", "standing": None,
    "reasons": [], "notes": [], "made": "2026-11-02T06:00:00+00:00",
    "outputs": [{"file": "report.html"}, {"file": "report.pdf"}, {"file": "values.parquet"}],
}  # fmt: skip


def page(tmp_path, *described, **given):
    found = {tmp_path / f"c{number}" / "2026-10": one for number, one in enumerate(described)}
    return index.page(found, tmp_path, **given)


def test_it_lists_what_there_is(tmp_path):
    shown = page(tmp_path, MANIFEST)
    assert "Acme &amp; &lt;b&gt;Sons&lt;/b&gt;" in shown
    assert re.findall(r'href="(c[^"]+)"', shown) == ["c0/2026-10/report.html", "c0/2026-10/report.pdf"]
    assert "October 2026" in shown


def test_it_fetches_nothing(tmp_path):
    shown = page(tmp_path, MANIFEST)
    assert not re.search(r"https?://|<link [^>]*stylesheet|@import|url\((?!data:)", shown)


def test_without_scripts_there_is_no_control_that_does_nothing(tmp_path):
    shown = page(tmp_path, MANIFEST)
    assert '<div id="find" role="search" hidden>' in shown
    assert "<button" not in shown.partition("<script>")[0]


def test_only_its_own_script_may_run(tmp_path):
    shown = page(tmp_path, MANIFEST)
    script = re.search(r"<script>(.*?)</script>", shown, re.DOTALL)[1]
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in shown


def test_a_held_report_says_why_and_which_stands(tmp_path):
    held = {**MANIFEST, "status": "held", "reasons": ["cell 3: KeyError"], "outputs": []}
    shown = page(tmp_path, held, {**held, "standing": MANIFEST})
    assert "cell 3: KeyError" in shown
    assert Words("en").say("batch.status.held_standing") in shown
    assert re.findall(r'href="(c[^"]+html)"', shown) == ["c1/2026-10/report.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(tmp_path, language):
    shown = page(tmp_path, MANIFEST, language=language)
    assert f'<html lang="{language}">' in shown
    assert Words(language).say("batch.index.search") in shown


def test_it_speaks_as_most_reports_do_and_may_be_empty(tmp_path):
    turkish = {**MANIFEST, "language": "tr"}
    assert '<html lang="tr">' in page(tmp_path, turkish, turkish, MANIFEST)
    assert Words("en").say("batch.index.none_yet") in page(tmp_path)
