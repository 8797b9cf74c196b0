"""One function for each command. Comes in: parsed words. Goes out: text on standard output and an exit code.

Rooms are imported inside the functions: `kpilib --help` must not wait for a database.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kpilib.cli import output
from kpilib.errors import ParamsError, Problem, UnknownName, suggest


def run(arguments: Namespace) -> int:
    """Execute and render; exit 1 when a report could not be delivered, 2 when a client was asked for wrongly."""
    from kpilib import batch

    return batch.run(
        arguments.clients,
        params=_folder(arguments),
        period=arguments.period,
        compare=arguments.compare,
        notebooks=arguments.notebooks,
        formats=_formats(arguments.formats),
        language=arguments.language,
        jobs=arguments.jobs,
        cluster=arguments.cluster,
        fresh=arguments.fresh,
        out=Path(arguments.out),
    ).exit_code


def check(arguments: Namespace) -> int:
    """Every problem of every client; exit 1 when one is an error, 2 when a client file cannot be used."""
    from kpilib.cli.checking import checked

    reports = [checked(client, _folder(arguments)) for client in arguments.clients]
    if arguments.format == "json":
        output.show_json([report.as_dict() for report in reports] if len(reports) > 1 else reports[0].as_dict())
    else:
        for report in reports:
            report.show()
    return max(report.exit_code for report in reports)


def measure(arguments: Namespace) -> int:
    """Figures of one client; exit 0 even where a figure is missing, because the reason is the answer."""
    from kpilib.report import open_report

    report = open_report(
        arguments.client, arguments.period, compare=arguments.compare or "none", params=_folder(arguments)
    )
    figures = report.measure(
        arguments.kpi,
        by=arguments.by,
        where=_conditions(arguments.where),
        table=arguments.table,
        variant=arguments.variant,
    )
    ends = [
        "kpi",
        "variant",
        *arguments.by,
        "value",
        "unit",
        "missing",
        "n",
        "low",
        "high",
        "previous",
        "change",
        "status",
    ]
    output.show(
        [{str(key): row[key] for key in row} for row in figures.to_dict("records")], arguments.format, columns=ends
    )
    return 0


def kpis(arguments: Namespace) -> int:
    """The catalogue, in the language of the field."""
    from kpilib.kpis import CATALOGUE
    from kpilib.text import Words

    words = Words("en")
    categories = sorted({kpi.category for kpi in CATALOGUE.values()})
    if arguments.category and arguments.category not in categories:
        close = suggest(arguments.category, categories)
        raise UnknownName(
            "--category", f"no category called '{arguments.category}'", close or f"There are: {', '.join(categories)}."
        )
    chosen = [kpi for kpi in CATALOGUE.values() if arguments.category in (None, kpi.category)]
    records = [
        {
            "id": kpi.id,
            "name": words.kpi(kpi.id).label,
            "category": kpi.category,
            "unit": kpi.unit,
            "polarity": kpi.polarity,
            "aggregation": kpi.aggregation,
            "inputs": [", ".join(names) for names in dict.fromkeys(kpi.inputs) if names],
            "formula": words.kpi(kpi.id).formula,
            "variants": [variant.name for variant in kpi.variants],
            "definition_version": kpi.definition_version,
        }
        for kpi in chosen
    ]
    output.show(records, arguments.format, columns=["id", "name", "category", "unit", "polarity", "formula"])
    return 0


def sources(arguments: Namespace) -> int:
    """The known formats; or what each given file is. Exit 1 when one is not recognised."""
    from kpilib.sources import PRESETS, recognise

    if not arguments.files:
        known = [
            {"preset": preset.name, "what": preset.what, "tables": list(preset.tables), "evidence": preset.evidence}
            for preset in PRESETS
        ]
        output.show(known, arguments.format)
        return 0
    found = [recognise(Path(file)).as_dict() for file in arguments.files]
    if arguments.format == "json":
        output.show_json(output.plain(found))
    else:
        output.show([row for file in found for row in _recognised_rows(file)], "table")
        for problem in (problem for file in found for problem in file["problems"]):
            print(Problem(**problem), file=sys.stderr)
    return 1 if any(file["preset"] is None for file in found) else 0


def new(arguments: Namespace) -> int:
    """Write a client file from the exports in a folder; an existing one is never overwritten."""
    from kpilib.sources import propose

    folder = Path(arguments.folder)
    if not folder.is_dir():
        raise ParamsError("--from", f"{folder} is not a folder", "Name the folder that holds the downloads.")
    params = _folder(arguments) or Path("params")
    target = params / f"{arguments.client}.yml"
    if target.exists():
        raise ParamsError(str(target), "this client file exists already", "Choose another name or edit the file.")
    params.mkdir(parents=True, exist_ok=True)
    target.write_text(propose(folder, client=arguments.client, base=params), encoding="utf-8")
    print(target)
    return check(Namespace(clients=[str(target)], params=None, format="table"))


def demo(arguments: Namespace) -> int:
    """Write the demo clients where they are not there yet, and report on them."""
    from kpilib import batch
    from kpilib.cli.demonstration import demo_clients

    clients = demo_clients(arguments.clients)
    outcome = batch.run(clients, formats=["html", "pdf"], out=Path(arguments.out))
    return outcome.exit_code


def docs(arguments: Namespace) -> int:
    """Write the generated pages; with --check, exit 1 when one differs from the code."""
    from kpilib.cli.pages import stale_pages, write_pages

    if not arguments.check:
        write_pages(Path("docs"))
        return 0
    stale = stale_pages(Path("docs"))
    for page in stale:
        print(f"{page}: out of date. Run 'kpilib docs' and commit the page.", file=sys.stderr)
    return 1 if stale else 0


def _folder(arguments: Namespace) -> Path | None:
    return Path(arguments.params) if arguments.params else None


def _formats(asked: list[str]) -> list[str]:
    known = ("html", "pdf", "xlsx")
    for form in asked:
        if form not in known:
            raise UnknownName("--formats", f"no format called '{form}'", suggest(form, known) or "Write html,pdf,xlsx.")
    return asked


def _conditions(texts: list[str]) -> dict[str, list[str]]:
    """What --where asks for; several values of one dimension all count."""
    conditions: dict[str, list[str]] = {}
    for text in texts:
        dimension, equals, value = text.partition("=")
        if not equals:
            raise ParamsError("--where", f"cannot read '{text}'", "Write DIM=VALUE, for example network=instagram.")
        conditions.setdefault(dimension.strip(), []).append(value.strip())
    return conditions


def _recognised_rows(file: dict) -> list[dict]:
    tables = file["tables"] or [{"table": None, "rows": None, "start": None, "end": None}]
    return [{"file": file["file"], "preset": file["preset"] or "not recognised", **table} for table in tables]
