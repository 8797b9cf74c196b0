"""The page of all reports in headless Chromium: people type, and see what they look for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from kpilib.batch import index
from kpilib.text import Words

pytestmark = pytest.mark.browser
CLIENTS = {
    "acme": ("Acme Kahve", "tr", "delivered"),
    "bolt": ("Bolt Işık", "tr", "delivered_with_notes"),
    "cask": ("Cask & Söhne", "en", "held"),
}
WANTED = ("", "acme", "ISIK", "sohne", "2026 kahve", "KeyError", "nobody")
# Lifted for the probe alone: the page's own policy is tested as text.
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
PROBE = """
<script>
addEventListener("load", () => {
  const search = document.getElementById("search"), seen = {found: {}, sorted: []};
  for (const wanted of %s) {
    search.value = wanted;
    search.dispatchEvent(new Event("input"));
    const rows = [...document.querySelectorAll("tbody tr")].filter(row => row.offsetHeight > 0);
    seen.found[wanted] = [rows.map(row => row.cells[0].textContent), document.getElementById("count").textContent];
  }
  search.value = ""; search.dispatchEvent(new Event("input"));
  for (const button of [...document.querySelectorAll("thead button")].slice(0, 2)) for (const turn of [1, 2]) {
    button.click();
    seen.sorted.push([...document.querySelectorAll("tbody tr")].map(row => row.cells[0].textContent).join(" < "));
  }
  const page = document.documentElement;
  seen.wide = page.scrollWidth - page.clientWidth;
  seen.fetched = performance.getEntriesByType("resource").filter(entry => !entry.name.startsWith("data:")).length;
  document.title = "PROBE " + JSON.stringify(seen);
});
</script></body>
"""


@pytest.fixture
def seen(tmp_path):
    """What a browser of 390 pixels' width makes of the page of three reports."""
    for number, (client, (title, language, status)) in enumerate(CLIENTS.items()):
        folder = tmp_path / client / f"2026-0{9 - number}"
        folder.mkdir(parents=True)
        described = {
            "format": 1, "client": client, "title": title, "period": folder.name, "language": language,
            "status": status, "standing": None, "reasons": ["cell 3: KeyError"] if status == "held" else [],
            "notes": [], "made": f"2026-11-0{number + 1}T06:00:00+00:00", "outputs": [{"file": "report.html"}],
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(described))
    page = index.write_index(tmp_path, language="en").read_text()
    probed = tmp_path / "probed.html"
    probed.write_text(POLICY.sub("", page).replace("</body>", PROBE % json.dumps(WANTED)))
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=500,900", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000", probed.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    match = re.search(r"<title>PROBE (\{.*?\})</title>", shown)
    assert match, shown[:500]
    return json.loads(match[1].replace("&amp;", "&").replace("&lt;", "<"))


def test_it_is_searched_sorted_and_fetches_nothing(seen):
    acme, bolt, cask = (title for title, _, _ in CLIENTS.values())
    found = {wanted: titles for wanted, (titles, _) in seen["found"].items()}
    assert found == {
        "": [acme, bolt, cask], "acme": [acme], "ISIK": [bolt], "sohne": [cask], "2026 kahve": [acme],
        "KeyError": [cask], "nobody": [],
    }  # fmt: skip
    assert seen["found"]["acme"][1] == "1 / 3"
    assert seen["found"]["nobody"][1] == Words("en").say("batch.index.nothing")
    forward, backward = f"{acme} < {bolt} < {cask}", f"{cask} < {bolt} < {acme}"
    assert seen["sorted"] == [forward, backward, backward, forward]  # by client, then by period
    assert (seen["wide"], seen["fetched"]) == (0, 0)
