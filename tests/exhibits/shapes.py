"""The shapes of the contract between exhibits and renderer, as small checks."""

import re

TEXT, MAYBE = str, (str, type(None))
NUMBER, MAYBE_NUMBER = (int, float), (int, float, type(None))
ARROWS, JUDGES, STATUS = (
    {"up", "down", "flat", "none"},
    {"good", "bad", "flat", "none"},
    {"good", "watch", "bad", "none"},
)
SHAPES = {
    "chapter": {"id": TEXT, "eyebrow": TEXT, "title": TEXT, "lead": TEXT, "kind": {"summary", "chapter"}},
    "cards": {"id": TEXT, "size": {"third", "quarter"}, "cards": list},
    "figure": {
        "id": TEXT, "title": TEXT, "subtitle": TEXT, "note": MAYBE, "alt": TEXT, "width_mm": NUMBER,
        "height_mm": NUMBER,
        "slot": {"full", "wide", "half", "third"}, "svg": TEXT, "svg_phone": MAYBE, "columns": list, "rows": list,
        "tabled": bool,
    },
    "figures": {"id": TEXT, "figures": list},
    "table": {
        "id": TEXT, "title": TEXT, "subtitle": MAYBE, "columns": list, "rows": list, "total": (list, type(None)),
        "notes": list, "limit": int,
    },
    "insights": {"id": TEXT, "title": MAYBE, "layout": {"columns", "list"}, "items": list},
    "absent": {"id": TEXT, "title": TEXT, "reason": TEXT, "remedy": TEXT},
    "legend": {"id": TEXT, "items": list},
    "notes": {
        "id": TEXT, "definitions": list, "missing": list, "sources": list, "read": list,
        "coverage": (dict, type(None)), "footnotes": list,
    },
    "report": {
        "v": int, "client": TEXT, "agency": TEXT, "title": TEXT, "period": TEXT, "period_id": TEXT, "language": TEXT,
        "paper": {"a4", "letter"}, "brand": dict, "logo": (dict, type(None)), "data_date": TEXT, "data_line": TEXT,
        "compare": TEXT, "headline": MAYBE, "motif": (dict, type(None)), "notebook": TEXT,
    },
}  # fmt: skip
CARD = {
    "id": TEXT, "name": TEXT, "value": TEXT, "exact": MAYBE_NUMBER, "missing": (dict, type(None)),
    "change": (dict, type(None)), "no_change": MAYBE,
    "target": (dict, type(None)), "no_target": MAYBE, "benchmark": MAYBE, "note": TEXT, "spark": (list, type(None)),
}  # fmt: skip
COLUMN = {
    "key": TEXT, "label": TEXT, "align": {"left", "right"}, "width": (int, float, str),
    "kind": {"text", "number", "change", "attain", "bar", "network", "status"},
}  # fmt: skip
CELL = {
    "text": TEXT, "strong": bool, "muted": bool, "change": (dict, type(None)), "bar": (dict, type(None)),
    "attain": (dict, type(None)), "network": MAYBE, "status": MAYBE, "mark": MAYBE,
}  # fmt: skip


def fits(value, shape, where):
    assert set(shape) <= set(value), f"{where}: {set(shape) - set(value)} missing"
    for key, wanted in shape.items():
        if isinstance(wanted, set):
            assert value[key] in wanted, f"{where}.{key}: {value[key]!r}"
        else:
            assert isinstance(value[key], wanted), f"{where}.{key}: {value[key]!r}"


def check(kind, content):
    """Assert that the content of an exhibit has the shape of its kind."""
    fits(content, SHAPES[kind], kind)
    assert re.fullmatch(r"[a-z0-9-]+", content.get("id", "report"))
    for card in content.get("cards", []):
        fits(card, CARD, "card")
        _judged(card["change"])
        if card["target"]:
            fits(
                card["target"],
                {
                    "label": TEXT,
                    "goal": TEXT,
                    "exact": MAYBE_NUMBER,
                    "attained": MAYBE,
                    "share": MAYBE_NUMBER,
                    "pace": MAYBE_NUMBER,
                    "status": STATUS,
                },
                "target",
            )
    if kind == "table":
        for column in content["columns"]:
            fits(column, COLUMN, "column")
        for line in [*content["rows"], *([content["total"]] if content["total"] else [])]:
            assert len(line) == len(content["columns"])
            for cell in line:
                fits(cell, CELL, "cell")
                _judged(cell["change"])
                assert cell["status"] is None or cell["status"] in STATUS
    if kind == "figure":
        assert all(len(line) == len(content["columns"]) for line in content["rows"])
    for figure in content.get("figures", []):
        check("figure", figure)


def _judged(change):
    if change:
        assert change["arrow"] in ARROWS
        assert change["judge"] in JUDGES
