"""A sixth language is one more file of words: with it the command line, the client file and the report speak it.

Comes in: the English words with marked letters, as `eo.toml` beside the others. Goes out: a report in that language.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import kpilib
from kpilib.text.lexicon import lexicon

PROJECT = Path(kpilib.__file__).parent.parent
MARKED = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")


def marked(text):
    """The text with marks on its vowels; places, patterns in braces, stay."""
    return "".join(part if part.startswith("{") else part.translate(MARKED) for part in re.split(r"(\{\w+\})", text))


def in_one_file():
    """All words of English, marked, as the lines of one TOML file; the patterns of dates and lists as they are."""
    for key, entry in lexicon("en").items():
        change = str if key.startswith("format.") else marked
        forms = {"": entry} if isinstance(entry, str) else entry
        said = {form: json.dumps(change(text), ensure_ascii=False) for form, text in forms.items()}
        value = said.get("") or "{ " + ", ".join(f"{form} = {text}" for form, text in said.items()) + " }"
        yield f"{key} = {value}"


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the package, by links, with one file more among its words."""
    folder = tmp_path_factory.mktemp("sixth")
    (folder / "kpilib").mkdir()
    for part in (PROJECT / "kpilib").iterdir():
        if part.name not in {"text", "__pycache__"}:
            (folder / "kpilib" / part.name).symlink_to(part)
    shutil.copytree(PROJECT / "kpilib" / "text", folder / "kpilib" / "text")
    (folder / "kpilib" / "text" / "eo.toml").write_text("\n".join(in_one_file()), encoding="utf-8")
    return folder


def kpilib_says(package, *arguments):
    environment = os.environ | {"PYTHONPATH": str(package), "KPILIB_NOTEBOOKS": str(PROJECT / "notebooks")}
    return subprocess.run(
        [sys.executable, "-m", "kpilib", *arguments], cwd=package, env=environment, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(package):
    """The visible text of the demo client's overview in the sixth language, and its language as the page states it."""
    run = kpilib_says(
        package,
        "run",
        str(PROJECT / "params" / "demo.yml"),
        "--language",
        "eo",
        "--notebooks",
        "overview",
        "--formats",
        "html",
        "--out",
        str(package),
    )
    assert run.returncode == 0, run.stderr
    page = next(package.glob("demo/*/report.html")).read_text(encoding="utf-8")
    tag = re.search(r'<html[^>]*\blang="([^"]+)"', page)
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return tag and tag[1], unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def test_one_file_makes_a_report_in_a_sixth_language(report):
    language, text = report
    assert language == "eo"
    for key in ("doc.title", "doc.what_changed", "doc.scorecard", "word.target", "kpi.engagements.name"):
        assert marked(lexicon("en")[key]) in text
    # Months and numbers come from the locale data of the language.
    assert "Oktobro 2026" in text


def test_no_english_is_left_in_the_report(report):
    _, text = report
    phrases = {
        phrase
        for entry in lexicon("en").values()
        for phrase in ([entry] if isinstance(entry, str) else entry.values())
        if "{" not in phrase and len(phrase) > 3 and marked(phrase) != phrase
    }
    left = {phrase for phrase in phrases if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)}
    assert left <= NAMES_OF_THE_DATA


# Words of the demo client's posts and files that are also English words of ours.
NAMES_OF_THE_DATA = {"Instagram", "Facebook", "LinkedIn", "YouTube"}
