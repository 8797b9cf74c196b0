# ruff: noqa: E501
"""The HTML in a real browser: nothing runs but its own script, nothing is fetched, nothing scrolls sideways."""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import threading

import pytest
import render_hostile as hostile
import render_samples as samples

from kpilib import render

pytestmark = pytest.mark.browser

PROBE = (
    "<script>addEventListener('load',()=>setTimeout(()=>{const d=document.documentElement;document.title="
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


@pytest.fixture
def visit(tmp_path):
    """Open a page in a frame of the given width and give back what the browser saw, and what it asked of the server."""
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(tmp_path))

        def log_message(self, form, *args):
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def open_page(page, width):
        # The probe needs leave to run: the page's own policy is tested as text, and lifted here.
        loose = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
        (tmp_path / "page.html").write_text(
            loose.replace("</body>", PROBE + "</body>"), encoding="utf-8", errors="replace"
        )
        frame = f'<iframe id=f src=page.html style="width:{width}px;height:900px;border:0"></iframe><script>onload=()=>setTimeout(()=>document.title=f.contentDocument.title,900)</script>'
        (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--virtual-time-budget=4000", "--dump-dom", f"http://127.0.0.1:{server.server_port}/frame.html"]
        seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
        match = re.search(r"<title>PROBE (\{.*?\})</title>", seen)
        assert match, seen[:500]
        return match[1], [path for path in asked if path not in ("/frame.html", "/page.html", "/favicon.ico")]

    yield open_page
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_nothing_scrolls_sideways(visit, page, width):
    seen, asked = visit(page, width)
    assert '"wide":0' in seen
    assert '"cut":0' in seen
    assert '"fetched":0' in seen
    assert '"sortable":0' not in seen
    assert asked == []


@pytest.mark.parametrize("width", [390, 1280])
def test_every_table_is_whole_and_sorted_from_the_keyboard(visit, page, width):
    wide = render.html(render.combine([samples.notebook(samples.by_network())]))
    for made in (page, wide):
        seen, _ = visit(made, width)
        assert '"wide":0' in seen
        assert '"lost":0' in seen
        said = re.search(r'"sorted":"([^"]*)"', seen)[1].split(",")
        assert set(said) == {"ascending", "descending"}


def test_a_chart_alone_is_no_larger_than_it_was_drawn(visit, page):
    alone = page.replace('class="half-slot', 'class="block half-slot').replace('class="block side', 'class="block')
    assert alone.count('class="block half-slot') == 4
    assert '"swollen":0' in visit(alone, 1280)[0]


@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_texts_do_nothing(visit, width):
    document = render.combine([hostile.notebook(text) for text in hostile.PAYLOADS if len(text) < 600])
    seen, asked = visit(render.html(document), width)
    assert '"hit":0' in seen
    assert '"scripts":2' in seen
    assert '"fetched":0' in seen
    assert '"wide":0' in seen
    assert asked == []
