"""axe-core finds no violation in a report of any language, on screens light and dark, with every table opened.

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
from kpilib.text import LANGUAGES

pytestmark = pytest.mark.browser
RUN = (
    "<script>addEventListener('load',()=>{document.querySelectorAll('details').forEach(d=>d.open=true);"
    "axe.run(document,{resultTypes:['violations']}).then(r=>{document.title='AXE '+JSON.stringify("
    "{passes:r.passes.length,violations:r.violations.map(v=>v.id+': '+v.nodes[0].html.slice(0,120))})+' END'})})"
    "</script>"
)


def found(page, folder, *flags):
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
    seen = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    match = re.search(r"<title>AXE (.*?) END</title>", seen, re.DOTALL)
    assert match, seen[:300]
    return json.loads(html.unescape(match[1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flags", [(), ("--blink-settings=preferredColorScheme=0",)], ids=["light", "dark"])
def test_no_violation(tmp_path, language, flags):
    page = render.html(render.combine(samples.report(language, own=True)))
    said = found(page, tmp_path, *flags)
    assert said["passes"] > 20
    assert said["violations"] == []
