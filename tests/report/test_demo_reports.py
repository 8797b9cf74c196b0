"""Whole reports of the demo's clients: one in every language here, every business model in every language in CI."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import playing
import pytest
from PIL import Image

from kpilib import render
from kpilib.demo.cast import brands
from kpilib.render import paper
from kpilib.text import LANGUAGES

ALL = [brand.slug for brand in brands(26)]
MILLIMETRES = 254  # height of the text area on A4
PPI = 50


def rules_hold(document):
    """The report in both forms, having broken no rule."""
    page, made = render.html(document), render.pdf(document)
    assert render.check_html(page, client=document.client, document=document) == []
    assert render.check_pdf(made, client=document.client, document=document) == []
    assert len(made) < 2_000_000
    return page, made


def pages_are_filled(document):
    """No page but a chapter's last is under half full, and no chapter of several pages ends on a sliver."""
    ends, last, pages = {}, {}, {}
    for mark in paper.marks(document):
        ends[mark["page"]] = max(ends.get(mark["page"], 0), (mark["y"] + mark["height"]) / mark["room"])
        last[mark["chapter"]] = mark["page"]
        pages.setdefault(mark["chapter"], set()).add(mark["page"])
    for chapter, numbers in pages.items():
        least = {number: 0.3 if number == last[chapter] else 0.5 for number in numbers if len(numbers) > 1}
        thin = {number: round(ends[number], 2) for number, share in least.items() if ends[number] < share}
        assert not thin, f"{chapter}: {thin}"


def letter_holds_too(document):
    """The same report on US Letter breaks no rule."""
    letter = replace(document, cover={**document.cover, "paper": "letter"})
    assert render.check_pdf(render.pdf(letter), client=letter.client, document=letter) == []


def nothing_leaves_its_box(document):
    """On no page but the cover is there ink outside the text area, its head and its foot."""
    for number, png in enumerate(paper.pages(document, ppi=PPI)[1:], 2):
        picture = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
        dark = picture < 200
        side = int(18.5 / 25.4 * PPI)
        assert not dark[:, :side].any(), f"page {number}: ink in the left margin"
        assert not dark[:, -side:].any(), f"page {number}: ink in the right margin"
        foot = dark[int(-18 / 25.4 * PPI) : int(-13 / 25.4 * PPI)]
        assert not foot.any(), f"page {number}: the text area runs into the foot"


def labels_stand_apart(document):
    """No two texts of a chart stand on the same spot, and none starts outside its picture."""
    for chapter in document.chapters:
        figures = [
            f for block in chapter["blocks"] for f in (block, *block.get("figures", [])) if f["kind"] == "figure"
        ]
        for figure in figures:
            spots = re.findall(r'<text[^>]*transform="translate\(([-\d.]+) ([-\d.]+)\)', figure["svg"])
            spots += re.findall(r'<text[^>]* x="([-\d.]+)" y="([-\d.]+)"', figure["svg"])
            assert len(set(spots)) == len(spots), figure["id"]
            wide, high = figure["width_mm"] / 25.4 * 72, figure["height_mm"] / 25.4 * 72
            outside = [(x, y) for x, y in spots if not (-2 < float(x) < wide + 2 and -2 < float(y) < high + 2)]
            assert not outside, figure["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_client_in_every_language(params, language):
    document = playing.document(params, ALL[0], language)
    assert document.words.language == language
    assert [chapter["id"] for chapter in document.chapters] == [
        "overview", "reach", "engagement", "traffic", "content", "quality", "definitions",
    ]  # fmt: skip
    page, made = rules_hold(document)
    assert (render.html(document), render.pdf(document)) == (page, made)
    assert f'<html lang="{language}"' in page
    letter_holds_too(document)
    pages_are_filled(document)
    nothing_leaves_its_box(document)
    labels_stand_apart(document)


@pytest.mark.slow
@pytest.mark.parametrize("client", ALL[1:])
def test_every_business_model_in_every_language(everybody, client):
    document = playing.document(everybody, client)
    rules_hold(document)
    letter_holds_too(document)
    pages_are_filled(document)
    nothing_leaves_its_box(document)
    labels_stand_apart(document)
