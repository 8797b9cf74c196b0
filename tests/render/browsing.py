# ruff: noqa: E501
"""Pages in Debian's Chromium, with a probe that looks at them from inside.

Comes in: HTML and a width. Goes out: what the probe saw as JSON, and the paths that were asked of the server.
"""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROBE = (
    "<script>addEventListener('load',()=>setTimeout(()=>{const d=document.documentElement;document.querySelectorAll('details').forEach(d=>d.open=true);document.title="
    "'PROBE '+JSON.stringify({hit:window.hit||0,wide:d.scrollWidth-d.clientWidth,scripts:document.scripts.length,"
    "sortable:document.querySelectorAll('th button').length,"
    "lost:[...document.querySelectorAll('table.figures tbody :is(td,th)')].filter(c=>!c.classList.contains('blank')&&"
    "!c.getClientRects().length).length,"
    "sorted:[...document.querySelectorAll('th button')].map(b=>{b.focus();b.click();const h=b.closest('th');"
    "return document.activeElement===b&&b.getClientRects().length?h.getAttribute('aria-sort'):'no'}).join(),"
    "cut:[...document.querySelectorAll('figure svg text')].filter(t=>{const b=t.getBoundingClientRect(),"
    "s=t.ownerSVGElement.getBoundingClientRect();return b.width&&(b.right>s.right+1||b.left<s.left-1)}).length,"
    "swollen:[...document.querySelectorAll('.block.half-slot svg.wide')].filter(v=>"
    "v.getBoundingClientRect().width>v.closest('section').getBoundingClientRect().width*.51).length,"
    "fetched:performance.getEntriesByType('resource').filter(e=>!e.name.startsWith('data:')).length})},300))</script>"
)


@contextmanager
def browser(folder: Path) -> Iterator[Callable[[str, int], tuple[str, list[str]]]]:
    """A function that opens a page in a frame of a width and tells what the browser saw, and what it asked of the server."""
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, form, *args):
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def open_page(page, width):
        # The probe needs leave to run: the page's own policy is tested as text, and lifted here.
        loose = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
        (folder / "page.html").write_text(
            loose.replace("</body>", PROBE + "</body>"), encoding="utf-8", errors="replace"
        )
        frame = f'<iframe id=f src=page.html style="width:{width}px;height:900px;border:0"></iframe><script>onload=()=>setTimeout(()=>document.title=f.contentDocument.title,900)</script>'
        (folder / "frame.html").write_text(frame, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
        command += ["--virtual-time-budget=4000", "--dump-dom", f"http://127.0.0.1:{server.server_port}/frame.html"]
        seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
        match = re.search(r"<title>PROBE (\{.*?\})</title>", seen)
        assert match, seen[:500]
        return match[1], [path for path in asked if path not in ("/frame.html", "/page.html", "/favicon.ico")]

    yield open_page
    server.shutdown()
    server.server_close()
