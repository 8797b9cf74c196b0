# ruff: noqa: E501
"""A made-up client's executed notebooks, with every kind of bundle and what analysts add themselves.

Comes in: a language, a paper and a number of chapters. Goes out: notebooks as nbformat would read them.
"""

from __future__ import annotations

import base64
import math
from typing import Any

from render_pictures import drawn, png

BRAND = {
    "raw": "#f2a900",
    "text": "#9e6c00",
    "mark": "#c48800",
    "on": "#16202b",
    "text_dark": "#f2a900",
    "mark_dark": "#f2a900",
}
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M4 4h8v32H4zM28 4h8v32h-8zM12 16h16v8H12z" '
    'fill="#16202b"/><circle cx="20" cy="8" r="4" fill="#f2a900"/></svg>'
)
UP = {"arrow": "up", "judge": "good", "direction": "up"}
DOWN = {"arrow": "down", "judge": "good", "direction": "down"}
WORSE, FLAT = {**DOWN, "judge": "bad"}, {"arrow": "flat", "judge": "flat"}


def bundle(kind: str, content: dict[str, Any], **cell: Any) -> dict[str, Any]:
    """An executed code cell that shows one bundle."""
    data = {f"application/vnd.kpilib.{kind}+json": content, "text/plain": f"<Exhibit {kind}>"}
    return code({"output_type": "display_data", "data": data, "metadata": {}}, **cell)


def code(*outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """An executed code cell."""
    return {
        "cell_type": "code",
        "execution_count": 1,
        "source": "report.x()",
        "metadata": {"tags": list(tags)},
        "outputs": list(outputs),
    }


def prose(source: str, *tags: str) -> dict[str, Any]:
    """A Markdown cell."""
    return {"cell_type": "markdown", "source": source, "metadata": {"tags": list(tags)}}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    """A notebook of these cells."""
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def opening(language: str = "en", paper: str = "a4", **changes: Any) -> dict[str, Any]:
    """The report bundle."""
    values = [round(0.45 + 0.5 * i / 44 + 0.05 * math.sin(i * 1.7), 3) for i in range(44)]
    content = {
        "v": 1,
        "client": "Havn & Holt",
        "agency": "Kestrel Row",
        "title": "Social media report",
        "period": "October 2026",
        "period_id": "2026-10",
        "language": language,
        "paper": paper,
        "brand": BRAND,
        "logo": {"kind": "svg", "data": base64.b64encode(LOGO.encode()).decode()},
        "data_date": "2026-10-31",
        "data_line": "Data to 31 October 2026",
        "compare": "Compared with September 2026",
        "headline": "More visits and faster answers than planned; engagement fell as the mix moved to Facebook",
        "motif": {
            "label": "Visits from social media, each week of 2026; October in black",
            "values": values,
            "current": [i >= 40 for i in range(44)],
        },
        "notebook": "overview",
    }
    return bundle("report", content | changes)


def chapter(name: str, title: str, lead: str, eyebrow: str | None = None, kind: str = "chapter") -> dict[str, Any]:
    """The bundle that opens a chapter."""
    return bundle(
        "chapter", {"id": name, "eyebrow": eyebrow or name.capitalize(), "title": title, "lead": lead, "kind": kind}
    )


def card(name: str, value: str, **parts: Any) -> dict[str, Any]:
    """A KPI card with a change and a target unless told otherwise."""
    rise = [0.32, 0.28, 0.4, 0.36, 0.5, 0.47, 0.58, 0.55, 0.66, 0.7, 0.68, 0.8, 0.9]
    change = {**UP, "amount": "12.4%", "word": "better", "versus": "on September"}
    target = {
        "label": "Target 45,000",
        "attained": "107%",
        "share": 1.07,
        "pace": None,
        "status": "good",
        "status_word": "On target",
    }
    base = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "value": value,
        "missing": None,
        "change": change,
        "no_change": None,
        "target": target,
        "no_target": None,
        "benchmark": None,
        "note": "n = 48,210 visits",
        "spark": rise,
    }
    return base | parts


def target(
    label: str, attained: str, share: float, status: str, word: str, pace: float | None = None
) -> dict[str, Any]:
    """The target part of a card."""
    return {"label": label, "attained": attained, "share": share, "pace": pace, "status": status, "status_word": word}


def headline_cards() -> dict[str, Any]:
    """Six cards in every state."""
    fall = [0.8, 0.7, 0.75, 0.7, 0.72, 0.66, 0.6, 0.62, 0.5, 0.42, 0.3, 0.2, 0.16]
    cards = [
        card("Visits from social media", "48,210"),
        card(
            "Engagement rate, per impression",
            "3.13%",
            change={**WORSE, "amount": "0.36 points", "word": "worse", "versus": "on September"},
            target=target("Target 3.5%", "89%", 0.894, "bad", "Behind"),
            note="n = 1,810,000 impressions, 166 posts",
            spark=fall,
        ),
        card("Conversions", "1,046", target=target("Target 1,050", "99.6%", 0.996, "watch", "Close")),
        card(
            "Revenue from social, year to date",
            "€918,000",
            change={**UP, "amount": "8.3%", "word": "better", "versus": "on Jan–Oct 2025"},
            target=target("Target €1,200,000, 83% of year gone", "77%", 0.765, "bad", "Behind", 0.833),
            note="n = 8,904 orders",
            spark=[0.1, 0.2, 0.28, 0.4, 0.5, 0.62, 0.7, 0.84, 0.9, 1.0],
        ),
        card(
            "First response time, median",
            "38 min",
            change={**DOWN, "amount": "14 min", "word": "better", "versus": "on September"},
            target=target("Target ≤ 45 min", "118%", 1.18, "good", "On target"),
            note="n = 530 messages, 14 unanswered",
            spark=[*fall[:5], None, None, *fall[7:]],
        ),
        card(
            "Net sentiment",
            "n/a",
            missing={
                "reason": "41% of 1,204 mentions could be classified; 60% are needed.",
                "remedy": "Add labels from the listening tool, or a Turkish word list.",
            },
            change=None,
            target=None,
            note="",
            spark=None,
        ),
    ]
    return bundle("cards", {"id": "headline", "size": "third", "cards": cards})


def stats() -> dict[str, Any]:
    """A chapter's strip of four small cards."""
    none = {"target": None, "note": "", "spark": None}
    cards = [
        card(
            "Spend",
            "€31,400",
            change={"arrow": "up", "judge": "none", "amount": "4.1%", "word": "", "versus": "on September"},
            **none,
        ),
        card("Return on ad spend", "3.61", change={**UP, "amount": "0.21", "word": "better", "versus": ""}, **none),
        card(
            "Cost per acquisition", "€38.67", change={**DOWN, "amount": "€1.90", "word": "better", "versus": ""}, **none
        ),
        card("Return on investment", "26.5%", **(none | {"change": None, "note": "interval 14% to 39%"})),
    ]
    return bundle("cards", {"id": "stats", "size": "quarter", "cards": cards})


def column(label: str, align: str = "left", width: Any = "auto", kind: str = "text") -> dict[str, Any]:
    """A column of a table."""
    return {"key": label.lower(), "label": label, "align": align, "width": width, "kind": kind}


def by_network() -> dict[str, Any]:
    """A table of mere figures, one row for each network, wider than a phone."""
    names = ["Followers", "Impressions and views", "Engagement rate", "Link clicks", "Posts published"]
    rows = [
        [
            {"text": network, "network": network.lower()},
            *({"text": f"{at}1,40{number}", "sort": at * 1000} for at in range(5)),
        ]
        for number, network in enumerate(["Instagram", "Facebook", "YouTube"])
    ]
    rows[1][2] = {"text": "n/a", "muted": True}
    columns = [column("Network", kind="network"), *(column(name, "right", kind="number") for name in names)]
    return bundle("table", {"id": "by-network", "title": "By network", "columns": columns, "rows": rows})


def scorecard() -> dict[str, Any]:
    """The summary's table: change, attainment and status in every state."""
    rows = [
        ("Visits from social media", "48,210", UP, "12.4%", "45,000", 1.07, "107%", "–", "good", "On target"),
        (
            "Engagement rate, per impression",
            "3.13%",
            WORSE,
            "0.36 points",
            "3.5%",
            0.894,
            "89%",
            "2.1%",
            "bad",
            "Behind",
        ),
        ("Organic follower growth", "1.8%", FLAT, "within noise", "1.5%", 1.2, "120%", "1.2%", "good", "On target"),
        ("Conversions", "1,046", UP, "6.9%", "1,050", 0.996, "99.6%", "–", "watch", "Close"),
        ("Revenue, year to date", "€918,000", UP, "8.3%", "€1,200,000", 0.765, "77%", "–", "bad", "Behind"),
        (
            "First response time, median",
            "38 min",
            DOWN,
            "14 min",
            "≤ 45 min",
            1.18,
            "118%",
            "60 min",
            "good",
            "On target",
        ),
        ("Return on ad spend (ROAS)", "3.61", UP, "0.21", "3.00", 1.2, "120%", "2.80", "good", "On target"),
        ("Net sentiment", "n/a", None, "–", "–", None, "–", "–", "none", "Not measurable"),
    ]
    marks = {"Revenue, year to date": "¹", "Net sentiment": "²"}
    cells = [
        [
            {"text": name, "mark": marks.get(name)},
            {"text": value, "strong": share is not None, "muted": share is None},
            {"text": amount, "change": change, "muted": change is None},
            {"text": goal},
            {
                "text": attained,
                "attain": {"share": share, "pace": 0.833 if name in marks else None, "status": status}
                if share
                else None,
            },
            {"text": benchmark},
            {"text": word, "status": status},
        ]
        for name, value, change, amount, goal, share, attained, benchmark, status, word in rows
    ]
    content = {
        "id": "scorecard",
        "title": "Scorecard",
        "subtitle": "October 2026, change on September 2026, attainment of the client's targets",
        "columns": [
            column("KPI", width="rest"),
            column("October", "right", 15, "number"),
            column("Change", width=25, kind="change"),
            column("Target", "right", 16, "number"),
            column("Attained", width=21, kind="attain"),
            column("Benchmark", "right", 15, "number"),
            column("Status", width=20, kind="status"),
        ],
        "rows": cells,
        "total": None,
        "notes": [
            "¹ Pace: 83.3% of the year has passed. ² Coverage of classified mentions is 41%; at least 60% is needed.",
            "Benchmarks: named study, 2026.",
        ],
        "limit": 8,
    }
    return bundle("table", content)


def changes() -> dict[str, Any]:
    """Three insights in columns."""
    items = [
        (
            "Visits rose 12.4%.",
            "Social media sent 48,210 visits, 5,310 more than in September; Instagram accounts for 71% of the rise.",
        ),
        (
            "Engagement fell 0.36 points.",
            "Every network rose, but Facebook, the lowest, grew from 23% to 38% of impressions.",
        ),
        (
            "Answers came 14 minutes sooner.",
            "Half of the messages were answered within 38 minutes; 14 are still unanswered.",
        ),
    ]
    content = {
        "id": "changed",
        "title": "What changed",
        "layout": "columns",
        "items": [{"lead": a, "text": b} for a, b in items],
    }
    return bundle("insights", content)


def legend() -> dict[str, Any]:
    """The line that explains the signs."""
    items = [
        {"sign": "better", "text": "better"},
        {"sign": "worse", "text": "worse"},
        {"sign": "flat", "text": "flat or not clear"},
        {"sign": "good", "text": "on target"},
        {"sign": "watch", "text": "close, 95–100%"},
        {"sign": "bad", "text": "behind"},
        {"sign": "none", "text": "not measurable"},
    ]
    return bundle("legend", {"items": items})


def ranking(rows: int = 6, limit: int | None = 20) -> dict[str, Any]:
    """A table with networks, in-cell bars with a threshold, a total and a footnote."""
    names = ["Basket reminder", "Autumn table", "Lamp launch", "Lookalike buyers", "Outlet weekend", "Room tour"]
    networks = [("instagram", "Instagram"), ("tiktok", "TikTok"), ("facebook", "Facebook"), ("youtube", "YouTube")]
    cells = []
    for i in range(rows):
        roas = 4.8 - 2.9 * i / max(rows - 1, 1)
        network, label = networks[i % 4]
        judge = "bad" if roas < 2.857 else None
        name = names[i % 6] + (f" {i // 6 + 1}" if i >= 6 else "")
        cells.append(
            [
                {"text": name, "mark": "¹" if i == rows - 1 else None},
                {"text": label, "network": network},
                {"text": f"{8200 - 137 * i:,}", "sort": 8200 - 137 * i},
                {"text": f"{35260 - 900 * i:,}", "sort": 35260 - 900 * i},
                {"text": f"{251 - 7 * i}", "sort": 251 - 7 * i},
                {
                    "text": f"{roas:.2f}",
                    "sort": roas,
                    "bar": {"share": roas / 5, "threshold": 0.571, "judge": judge},
                    "strong": bool(judge),
                },
            ]
        )
    total = [
        {"text": "All campaigns"},
        {"text": ""},
        {"text": "31,400"},
        {"text": "113,490"},
        {"text": "812"},
        {"text": "3.61"},
    ]
    content = {
        "id": "campaigns",
        "title": "Basket reminder returns most, on the second smallest budget",
        "subtitle": "Campaigns by return on ad spend, October 2026; the tick is break-even",
        "columns": [
            column("Campaign", width="rest"),
            column("Network", width=21, kind="network"),
            column("Spend, €", "right", 15, "number"),
            column("Revenue, €", "right", 17, "number"),
            column("Purchases", "right", 17, "number"),
            column("ROAS", width=36, kind="bar"),
        ],
        "rows": cells,
        "total": total,
        "notes": ["¹ The campaign started on 19 October; purchases within seven days are still arriving."],
        "limit": limit,
    }
    return bundle("table", content)


def figure(name: str, title: str, slot: str = "full", height: float = 53, note: str | None = None) -> dict[str, Any]:
    """A figure's content, drawn for its slot and for the phone."""
    width = {"full": 170, "wide": 112, "half": 83, "third": 54}[slot]
    draw = {"full": "line", "wide": "line", "half": "bars", "third": "dots"}[slot]
    return {
        "id": name,
        "title": title,
        "subtitle": "Engagement rate per impression, each week, 2026",
        "note": note,
        "alt": "Line chart of the weekly engagement rate, January to October 2026. It stays near 3.5% until September and ends at 3.0%.",
        "slot": slot,
        "width_mm": width,
        "height_mm": height,
        "svg": drawn(draw, width, height),
        "svg_phone": drawn(draw, 80, 58),
        "columns": [{"label": "Week", "align": "left"}, {"label": "Rate", "align": "right"}],
        "rows": [["Week 43", "3.1%"], ["Week 44", "3.0%"]],
    }


def absent(title: str = "Return by product line: not shown") -> dict[str, Any]:
    """An exhibit without data."""
    content = {
        "id": "absent",
        "title": title,
        "reason": "Cost of goods is known for two of four product lines.",
        "remedy": "Add the margin of lighting and textiles to the client file; the chart appears in the next run.",
    }
    return bundle("absent", content)


def notes() -> dict[str, Any]:
    """Definitions, sources and gaps."""
    names = ["Visits from social media", "Engagement rate, per impression", "Organic follower growth", "Conversions"]
    names += [
        "Revenue from social",
        "First response time",
        "Return on ad spend (ROAS)",
        "95% interval",
    ]
    definitions = [
        {
            "id": name.lower().replace(" ", "_"),
            "name": name,
            "definition": "Sessions whose source is a social network or a link tagged by us.",
            "formula": "(reactions + comments + shares + saves) ÷ impressions",
            "detail": "GA4; Europe/Copenhagen; share untagged 4%",
        }
        for name in names
    ]
    sources = [
        {
            "source": "meta_posts_2026.csv",
            "table": "posts",
            "span": "1 Jan – 31 Oct 2026",
            "rows": 1412,
            "note": "Meta Business Suite",
        },
        {
            "source": "ga4_landing_pages.csv",
            "table": "visits",
            "span": "1 Jan – 31 Oct 2026",
            "rows": 48210,
            "note": "",
        },
    ]
    missing = [
        {
            "name": "Net sentiment",
            "reason": "41% of mentions could be classified; 60% are needed.",
            "period": "October 2026",
        }
    ]
    coverage = figure(
        "coverage", "YouTube has no export for two weeks in May", "full", 52, "Dark: all days. Light: some days."
    )
    coverage |= {"svg": drawn("matrix", 170, 52), "svg_phone": drawn("matrix", 80, 60)}
    content = {
        "definitions": definitions,
        "missing": missing,
        "sources": sources,
        "coverage": coverage,
        "footnotes": ["Days are local days in Copenhagen."],
    }
    return bundle("notes", content)


def analyst() -> dict[str, Any]:
    """What an analyst adds by hand: Markdown, a data frame, a styled one, pictures, printed text."""
    frame = (
        '<div><style scoped>.dataframe tbody tr th {vertical-align: top;}</style><table border="1" class="dataframe"><thead>'
        '<tr style="text-align: right;"><th></th><th>network</th><th>rate</th></tr></thead><tbody>'
        "<tr><th>0</th><td>Instagram</td><td>0.0442</td></tr><tr><th>1</th><td>Facebook</td><td>NaN</td></tr></tbody></table></div>"
    )
    styled = (
        '<style type="text/css">#T_a1_row0_col0 { background-color: #08306b; color: #f1f1f1; }</style><table id="T_a1"><thead><tr>'
        '<th class="blank level0">&nbsp;</th><th id="T_a1_level0_col0" class="col_heading level0 col0">Posts</th></tr></thead><tbody>'
        '<tr><th id="T_a1_level0_row0" class="row_heading level0 row0">Reels</th><td id="T_a1_row0_col0" class="data row0 col0">41</td>'
        "</tr></tbody></table>"
    )
    text = (
        "## What is a good rate?\n\nA rate of $r = \\frac{e}{i}$ is *good* when it is **above the median**[^m] of `2.1%`.\n\n"
        "- one\n- two\n\n1. first\n2. second\n\n> A remark from the client.\n\n$$r_{\\mathrm{all}} = \\frac{\\sum_i e_i}{\\sum_i n_i}$$\n\n"
        "Reach\n:   People who saw a post at least once.\n\n| Network | Posts |\n|---|--:|\n| Instagram | 41 |\n| Facebook | 52 |\n\n"
        "[^m]: Of the client's own last twelve months."
    )

    def display(**data: Any) -> dict[str, Any]:
        named = {key.replace("__", "/").replace("_xml", "+xml"): value for key, value in data.items()}
        return {"output_type": "display_data", "data": named, "metadata": {}}

    return notebook(
        prose("# A question of formats\n\nReels were looked at more closely."),
        prose(text),
        code(display(text__html=frame, text__plain="frame")),
        code(display(text__html=styled, text__plain="<pandas.io.formats.style.Styler at 0x7f>")),
        code(display(image__png=png(), text__plain="<Figure size 640x480 with 1 Axes>")),
        code(display(image__svg_xml=drawn("bars", 83, 50), text__plain="<Figure>")),
        code({"output_type": "stream", "name": "stdout", "text": "posts per week: 38\n\x1b[1mmedian\x1b[0m: 36\n"}),
        code({"output_type": "stream", "name": "stderr", "text": "a warning nobody needs"}),
        code(
            {
                "output_type": "error",
                "ename": "KeyError",
                "evalue": "'followers'",
                "traceback": ["Traceback (most recent call last)"],
            }
        ),
    )


def report(
    language: str = "en", paper: str = "a4", chapters: int = 2, own: bool = False, **cover: Any
) -> list[dict[str, Any]]:
    """A whole report: overview, chapters in turn engagement and returns, an analyst's chapter if asked for, notes in each."""
    overview = notebook(
        prose("# Overview\n\nAre we on target?", "say:notebook.overview.title"),
        opening(language, paper, **cover),
        chapter(
            "overview",
            "More visits and faster answers than planned; engagement fell as the mix moved to Facebook",
            "October 2026 compared with September 2026. Four of seven targets met, one close, two behind.",
            "Executive summary",
            "summary",
        ),
        headline_cards(),
        changes(),
        scorecard(),
        legend(),
        notes(),
    )
    made = [overview]
    for number in range(chapters):
        made.append(returns(number) if number % 2 else engagement(number))
    if own:
        made.append(analyst())
    return made


def engagement(number: int = 0) -> dict[str, Any]:
    """A chapter of charts and a table."""
    pair = {
        "id": "pair",
        "figures": [
            figure("formats", "Reels and carousels are above the average", "half", 56),
            figure(
                "mix",
                "Facebook’s larger share outweighs four gains",
                "half",
                56,
                "Circle: above all posts. Square: below.",
            ),
        ],
    }
    return notebook(
        prose("# Engagement\n\nWhat do people do?"),
        opening(),
        chapter(
            "engagement" if number == 0 else f"engagement-{number}",
            "Engagement rate fell 0.36 points although every network rose",
            "What do people do with our content? They acted on 3.13% of impressions, after 3.48% in September. "
            "Facebook, the network with the lowest rate, grew from 23% to 38% of impressions.",
            "Engagement",
        ),
        bundle(
            "figure",
            figure(
                "trend",
                "The rate left its target in the second week of October",
                note="n = 1,412 posts. Sources: Meta, TikTok.",
            ),
        ),
        bundle("figures", pair),
        ranking(5),
        prose("## Nothing follows this heading"),
        notes(),
    )


def returns(number: int = 1) -> dict[str, Any]:
    """A chapter of stats, charts, a longer table and an absence."""
    return notebook(
        prose("# Returns\n\nWhere is the money returned?"),
        opening(),
        chapter(
            "returns" if number == 1 else f"returns-{number}",
            "Four of six campaigns earn their money back; Room tour and Outlet weekend do not",
            "Where is the money returned? Each euro of advertising brought €3.61 of revenue. At a margin of 35%, break-even is €2.86.",
            "Returns",
        ),
        stats(),
        bundle(
            "figure",
            figure("funnel", "One in five product views reaches the basket", "half", 58, "Last click, 7 days."),
        ),
        bundle("figure", figure("scatter", "Two campaigns lie below break-even", "half", 58)),
        prose("## Campaigns"),
        ranking(9),
        absent(),
        bundle(
            "insights",
            {
                "id": "more",
                "title": None,
                "layout": "list",
                "items": [{"lead": "Paid reach fell.", "text": "By 4.1%."}],
            },
        ),
        notes(),
    )
