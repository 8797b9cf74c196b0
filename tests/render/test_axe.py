"""axe-core finds no violation in a report of any language or the page of all reports, light, dark and on phones.

KPILIB_AXE is the path of axe.min.js, from the npm package axe-core.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import render_samples as samples

from kpilib import render
from kpilib.batch import index
from kpilib.text import LANGUAGES

pytestmark = pytest.mark.browser
DARK = ("--blink-settings=preferredColorScheme=0",)
# Chromium opens no window narrower than 500 pixels; that is a phone to the page.
PHONE = ("--window-size=500,2000",)
RUN = (
    "<script>addEventListener('load',()=>{document.querySelectorAll('details').forEach(d=>d.open=true);"
    "axe.run(document,{resultTypes:['violations']}).then(r=>{document.title='AXE '+JSON.stringify("
    "{passes:r.passes.length,violations:r.violations.map(v=>v.id+': '+v.nodes[0].html.slice(0,120))})+' END'})})"
    "</script>"
)


def seen(page, folder, *flags):
    """What axe says of a page: how many rules hold, and which do not."""
    source = Path(os.environ["KPILIB_AXE"]).read_text(encoding="utf-8").replace("</script", "<\\/script")
    # The probe needs leave to run: the page's own policy is tested as text, and lifted here.
    loose = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    file = folder / "page.html"
    file.write_text(loose.replace("</body>", f"<script>{source}</script>{RUN}</body>"), encoding="utf-8")
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--window-size=1280,2000", *flags, "--dump-dom", file.as_uri()]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    match = re.search(r"<title>AXE (.*?) END</title>", said, re.DOTALL)
    assert match, said[:300]
    return json.loads(html.unescape(match[1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flags", [(), DARK, PHONE], ids=["light", "dark", "phone"])
def test_no_violation(tmp_path, language, flags):
    page = render.html(render.combine(samples.report(language, own=True)))
    said = seen(page, tmp_path, *flags)
    assert said["passes"] > 20
    assert said["violations"] == []


@pytest.mark.parametrize("flags", [(), DARK, PHONE], ids=["light", "dark", "phone"])
def test_no_violation_on_the_page_of_all_reports(tmp_path, flags):
    described = {"title": "Acme", "period": "2026-10", "language": "en", "status": "held", "standing": None}
    described |= {"reasons": ["cell 3: KeyError"], "notes": [], "made": "2026-11-02T06:00:00+00:00", "outputs": []}
    whole = {**described, "status": "delivered", "reasons": [], "outputs": [{"file": "report.html"}]}
    reports = {tmp_path / "a" / "2026-10": described, tmp_path / "b" / "2026-10": whole}
    said = seen(index.page(reports, tmp_path), tmp_path, *flags)
    assert said["passes"] > 20
    assert said["violations"] == []
