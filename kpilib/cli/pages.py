"""The generated pages of docs/. Comes in: the catalogue, the client file's models, the parser. Goes out: Markdown."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

_MADE = "<!-- Written by `kpilib docs`; edit the code, not this page. -->\n"


def write_pages(folder: Path) -> None:
    """Write every generated page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in PAGES.items():
        (folder / name).write_text(build(), encoding="utf-8")


def stale_pages(folder: Path) -> list[Path]:
    """The pages of `folder` that are missing or differ from what the code says."""
    return [folder / name for name, build in PAGES.items() if _read(folder / name) != build()]


def kpis_page() -> str:
    """Every KPI: what it means, how it is computed, from what, with which variants."""
    from kpilib.kpis import CATALOGUE
    from kpilib.text import Words

    words = Words("en")
    lines = ["# The KPIs", "", _MADE]
    categories = list(dict.fromkeys(kpi.category for kpi in CATALOGUE.values()))
    lines += [
        f"{len(CATALOGUE)} KPIs in {len(categories)} categories: "
        + ", ".join(f"[{name}](#{name})" for name in categories)
        + ".",
        "",
    ]
    for category in categories:
        lines += [f"## {category}", ""]
        for kpi in CATALOGUE.values():
            if kpi.category == category:
                lines += _kpi_entry(kpi, words)
    return "\n".join(lines).rstrip() + "\n"


def _kpi_entry(kpi, words) -> list[str]:
    said = words.kpi(kpi.id)
    facts = {
        "Formula": said.formula,
        "Unit": kpi.unit,
        "Better": kpi.polarity,
        "Adds up as": kpi.aggregation.replace("_", " "),
        "Rows": kpi.population,
        "Interval": kpi.interval,
        "Inputs": " or ".join(f"`{', '.join(names)}`" for names in dict.fromkeys(kpi.inputs) if names),
        "Variants": ", ".join(f"`{variant.name}`" for variant in kpi.variants),
        "Source": kpi.source_url,
        "Definition": f"version {kpi.definition_version}",
    }
    body = [f"- {name}: {fact}" for name, fact in facts.items() if fact]
    return [f"### {kpi.id}", "", f"**{said.name}.** {said.definition} {said.caveat}".strip(), "", *body, ""]


def params_page() -> str:
    """Every key of the client file."""
    from kpilib import params

    return f"# The client file\n\n{_MADE}\n{params.reference().strip()}\n"


def cli_page() -> str:
    """Every command with its options."""
    from kpilib.cli.parser import build_parser

    parser = build_parser()
    lines = ["# The command line", "", _MADE, parser.description or "", "", parser.epilog or "", ""]
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name, verb in verbs.choices.items():
        verb.formatter_class = lambda prog: argparse.HelpFormatter(prog, max_help_position=32, width=100)
        lines += [f"## kpilib {name}", "", "```text", verb.format_help().rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _read(page: Path) -> str | None:
    return page.read_text(encoding="utf-8") if page.exists() else None


PAGES: dict[str, Callable[[], str]] = {"kpis.md": kpis_page, "params.md": params_page, "cli.md": cli_page}
