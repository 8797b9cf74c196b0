"""The HTML in a real browser: nothing runs but its own script, nothing is fetched, nothing scrolls sideways."""

from __future__ import annotations

import re

import pytest
import render_hostile as hostile
import render_samples as samples

from kpilib import render

pytestmark = pytest.mark.browser


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
