"""The plain HTML and the plain text of an exhibit, for JupyterLab and for a terminal.

Comes in: an exhibit's content. Goes out: self-contained markup in which every word of the content is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from kpilib.exhibits.palette import LIGHT, network
from kpilib.text import webfonts

Content = Mapping[str, Any]
_ARROW = {("up", "good"): "▲", ("up", "bad"): "△", ("down", "good"): "▼", ("down", "bad"): "▽", ("flat", "flat"): "="}
_PLAIN_ARROW = {"up": "▲", "down": "▼", "flat": "="}
_MARK = {"good": "✓", "watch": "◆", "bad": "✕", "none": "○"}
_JUDGE = {"good": LIGHT["good"], "bad": LIGHT["bad"], "flat": LIGHT["muted"], "none": LIGHT["muted"]}
_MUTED = f"color:{LIGHT['muted']}"
_SMALL = f"{_MUTED};font-size:.85em"
_BOX = (
    f"font-family:'Fira Sans',sans-serif;color:{LIGHT['text']};background:{LIGHT['paper']};max-width:880px;padding:4px"
)


def html(kind: str, content: Content, language: str) -> str:
    """HTML for a notebook cell; no script, no link, nothing fetched."""
    body = _HTML.get(kind, _as_nothing)(content)
    return f'<div lang="{escape(language)}" style="{_BOX}">{body}</div>'


def plain(kind: str, content: Content) -> str:
    """A few lines of text for a terminal or a diff."""
    return _PLAIN.get(kind, _plain_title)(content)


def _tag(name: str, text: Any, style: str = "") -> str:
    shown = f' style="{style}"' if style else ""
    return f"<{name}{shown}>{escape(str(text))}</{name}>" if text not in (None, "") else ""


def _change(change: Content) -> str:
    arrow = _ARROW.get((change["arrow"], change["judge"]), _PLAIN_ARROW.get(change["arrow"], ""))
    words = " ".join(str(change.get(part) or "") for part in ("amount", "word")).strip()
    return _tag("span", f"{arrow} {words}".strip(), f"color:{_JUDGE[change['judge']]}")


def _card(card: Content) -> str:
    lines = [
        _tag("div", card["name"], "font-weight:500"),
        _tag("div", card["value"], "font-size:1.8em;font-weight:500"),
    ]
    if card["missing"]:
        lines += [_tag("div", card["missing"]["reason"]), _tag("div", card["missing"]["remedy"], _SMALL)]
    elif card["change"]:
        versus = _tag("span", card["change"]["versus"], _MUTED)
        lines.append(f"<div>{_change(card['change'])} {versus}</div>")
    lines.append(_tag("div", card["no_change"], _MUTED))
    if target := card["target"]:
        mark = f"{_MARK[target['status']]} {target['status_word'] or ''}"
        lines.append(_tag("div", f"{target['label']} · {target['attained'] or ''} {mark}", "font-size:.9em"))
    lines += [_tag("div", card[part], _SMALL) for part in ("no_target", "benchmark", "note")]
    style = f"border-top:1px solid {LIGHT['ink']};padding-top:6px;min-width:0"
    return f'<div style="{style}">{"".join(lines)}</div>'


def _cards(content: Content) -> str:
    columns = 4 if content["size"] == "quarter" else 3
    grid = f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));gap:16px"
    return f'<div style="{grid}">{"".join(map(_card, content["cards"]))}</div>'


def _figure(content: Content) -> str:
    head = _tag("div", content["title"], "font-weight:600;font-size:1.1em") + _tag("div", content["subtitle"], _MUTED)
    # An SVG with text as text is taken over as it is: it comes from this library, which escapes what it draws.
    picture = f'<div role="img" aria-label="{escape(content["alt"])}">{content["svg"]}</div>'
    return f'<figure style="margin:0">{head}{picture}{_tag("div", content["note"], _SMALL)}</figure>'


def _figures(content: Content) -> str:
    pictures = "".join(f'<div style="min-width:0">{_figure(figure)}</div>' for figure in content["figures"])
    return f'<div style="display:grid;grid-template-columns:1fr 1fr;gap:16px">{pictures}</div>'


def _cell(cell: Content, column: Content) -> str:
    style = f"text-align:{column['align']};padding:3px 8px"
    style += ";font-weight:600" if cell.get("strong") else ""
    style += f";{_MUTED}" if cell.get("muted") else ""
    inner = escape(str(cell["text"])) + escape(cell.get("mark") or "")
    if cell.get("change"):
        inner = _change({**cell["change"], "amount": cell["text"]}) + escape(cell.get("mark") or "")
    if cell.get("network"):
        inner = _tag("span", "■ ", f"color:{network(cell['network'])}") + inner
    if cell.get("status"):
        inner = f"{_MARK[cell['status']]} {inner}"
    if bar := cell.get("bar"):
        fill = LIGHT["bad"] if bar.get("judge") == "bad" else LIGHT["slate"]
        width = max(0.0, min(1.0, bar["share"] or 0.0)) * 60
        shape = f"display:inline-block;height:.6em;width:{width:.0f}px;background:{fill};margin-left:6px"
        inner += f'<span style="{shape}"></span>'
    return f'<td style="{style}">{inner}</td>'


def _table(content: Content) -> str:
    columns = content["columns"]
    head = "".join(
        f'<th scope="col" style="text-align:{c["align"]};{_MUTED};padding:3px 8px">{escape(c["label"])}</th>'
        for c in columns
    )
    rows = [*content["rows"], *([content["total"]] if content["total"] else [])]
    line = f"border-bottom:1px solid {LIGHT['hairline']}"
    body = "".join(
        f'<tr style="{line}">{"".join(_cell(cell, column) for cell, column in zip(row, columns, strict=True))}</tr>'
        for row in rows
    )
    title = _tag("div", content["title"], "font-weight:600;font-size:1.1em") + _tag("div", content["subtitle"], _MUTED)
    notes = "".join(_tag("div", note, _SMALL) for note in content["notes"])
    parts = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'{title}<table style="border-collapse:collapse;width:100%">{parts}</table>{notes}'


def _insights(content: Content) -> str:
    items = "".join(f"<li>{_tag('b', item['lead'])} {_tag('span', item['text'])}</li>" for item in content["items"])
    return _tag("div", content["title"], "font-weight:600;font-size:1.1em") + f"<ul>{items}</ul>"


def _absent(content: Content) -> str:
    return (
        _tag("div", content["title"], "font-weight:600")
        + _tag("div", f"○ {content['reason']}")
        + _tag("div", content["remedy"], _SMALL)
    )


def _chapter(content: Content) -> str:
    return (
        _tag("div", content["eyebrow"], _MUTED)
        + _tag("h1", content["title"], "font-size:1.7em;font-weight:500;margin:.1em 0")
        + _tag("div", content["lead"], _MUTED)
    )


def _report(content: Content) -> str:
    # A notebook's first exhibit brings the faces its charts were measured in: without them labels are cut off.
    title = f"{content['client']} · {content['title']} · {content['period']}"
    return f"<style>{webfonts.faces()}</style>" + _tag("b", title) + _tag("div", content["data_line"], _SMALL)


def _legend(content: Content) -> str:
    return _tag("div", " · ".join(str(item.get("text", "")) for item in content["items"]), _SMALL)


def _notes(content: Content) -> str:
    terms = "".join(
        f"<dt><b>{escape(d['name'])}</b></dt><dd>{escape(d['definition'])} {_tag('span', d['formula'], _MUTED)}</dd>"
        for d in content["definitions"]
    )
    missing = "".join(f"<li>{escape(m['name'])}: {escape(m['reason'])}</li>" for m in content["missing"])
    figure = _figure(content["coverage"]) if content["coverage"] else ""
    notes = "".join(_tag("div", note, _SMALL) for note in content["footnotes"])
    return f"{figure}<dl>{terms}</dl><ul>{missing}</ul>{notes}"


def _as_nothing(content: Content) -> str:
    return _tag("div", content.get("title", ""))


def _plain_title(content: Content) -> str:
    return " – ".join(str(content[part]) for part in ("title", "subtitle", "lead", "reason") if content.get(part))


def _plain_cards(content: Content) -> str:
    return "\n".join(f"{card['name']}: {card['value']}" for card in content["cards"])


def _plain_table(content: Content) -> str:
    lines: list[Sequence[str]] = [[column["label"] for column in content["columns"]]]
    lines += [[cell["text"] for cell in row] for row in content["rows"]]
    return "\n".join([content["title"], *("\t".join(line) for line in lines)])


def _plain_insights(content: Content) -> str:
    return "\n".join(f"{item['lead']} {item['text']}" for item in content["items"])


def _plain_figures(content: Content) -> str:
    return "\n".join(_plain_title(figure) for figure in content["figures"])


_HTML: dict[str, Callable[[Content], str]] = {
    "report": _report, "chapter": _chapter, "cards": _cards, "figure": _figure, "figures": _figures, "table": _table,
    "insights": _insights, "absent": _absent, "legend": _legend, "notes": _notes,
}  # fmt: skip
_PLAIN: dict[str, Callable[[Content], str]] = {
    "cards": _plain_cards, "table": _plain_table, "insights": _plain_insights, "figures": _plain_figures,
}  # fmt: skip
