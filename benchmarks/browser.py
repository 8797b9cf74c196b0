"""Debian's Chromium in the place where nbconvert's webpdf, through Playwright, looks for a browser of its own.

Comes in: a folder. Goes out: why there is none; empty if there is one.
"""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path


def browsers(folder: Path) -> str:
    """Lay out the folder that PLAYWRIGHT_BROWSERS_PATH is to name."""
    chromium, playwright = shutil.which("chromium"), find_spec("playwright")
    if not chromium:
        return "Debian's chromium is not installed"
    if playwright is None or not playwright.origin:
        return "nbconvert[webpdf] is not installed"
    listed = json.loads((Path(playwright.origin).parent / "driver/package/browsers.json").read_text())["browsers"]
    revision = next(one["revision"] for one in listed if one["name"] == "chromium-headless-shell")
    home = folder / f"chromium_headless_shell-{revision}"
    program = home / "chrome-headless-shell-linux64/chrome-headless-shell"
    program.parent.mkdir(parents=True)
    program.symlink_to(chromium)
    (home / "INSTALLATION_COMPLETE").touch()
    return ""
