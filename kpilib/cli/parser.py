"""The words of the command line. Comes in: nothing. Goes out: a parser whose result names the command to call."""

from __future__ import annotations

import argparse

from kpilib import __version__


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, as docs/cli.md shows it."""
    parser = argparse.ArgumentParser(
        prog="kpilib",
        description="Social-media KPI reports from the exports you downloaded.",
        epilog="Exit codes: 0 all good; 1 something asked for could not be delivered; 2 asked wrongly.",
    )
    parser.add_argument("--version", action="version", version=f"kpilib {__version__}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_run, _add_check, _add_measure, _add_kpis, _add_sources, _add_new, _add_demo, _add_docs):
        add(verbs)
    return parser


def _verb(verbs: argparse._SubParsersAction, name: str, command: str, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=what, description=what)
    parser.set_defaults(command=command)
    return parser


def _add_run(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "run", "run", "execute the notebooks of clients and render their reports")
    _add_clients(parser)
    _add_period(parser)
    parser.add_argument("--notebooks", type=_listed, default=[], metavar="A,B", help="default: all the data supports")
    parser.add_argument("--formats", type=_listed, default=["html", "pdf"], metavar="html,pdf,xlsx")
    parser.add_argument("--language", default="", metavar="L", help="such as tr; default: the client's own")
    parser.add_argument("--compare", default="", metavar="previous|year|PERIOD|none", help="default: previous")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="notebooks at a time; default: one for each core")
    parser.add_argument("--cluster", default="", metavar="ADDRESS", help="a Dask scheduler, or local:N")
    parser.add_argument("--fresh", action="store_true", help="run everything again, whatever is cached")
    parser.add_argument("--out", default="reports", metavar="DIR", help="default: reports")


def _add_check(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "check", "check", "every problem in params and data, with file, row and column")
    _add_clients(parser)
    _add_format(parser, "table", "json")


def _add_measure(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "measure", "measure", "figures of one client, with what they were made from")
    _add_client(parser)
    parser.add_argument("--kpi", type=_listed, required=True, metavar="ID[,ID…]", help="'kpilib kpis' lists them")
    parser.add_argument("--by", type=_listed, default=[], metavar="DIM[,DIM…]", help="network, type, month, campaign …")
    _add_period(parser)
    parser.add_argument("--compare", default="none", metavar="previous|year|PERIOD|none", help="default: none")
    parser.add_argument("--where", action="append", default=[], metavar="DIM=VALUE", help="may be given several times")
    parser.add_argument("--table", metavar="T", help="which of the KPI's alternative tables")
    parser.add_argument("--variant", metavar="V", help="which of the KPI's variants")
    _add_format(parser, "table", "csv", "json")


def _add_kpis(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "kpis", "kpis", "the catalogue of KPIs")
    parser.add_argument("--category", metavar="C", help="reach, engagement, traffic, conversion …")
    _add_format(parser, "table", "csv", "json")


def _add_sources(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "sources", "sources", "the known export formats, or what given files are")
    parser.add_argument("files", nargs="*", metavar="FILE")
    _add_format(parser, "table", "json")


def _add_new(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "new", "new", "write params/CLIENT.yml from the exports in a folder")
    parser.add_argument("client", metavar="CLIENT")
    parser.add_argument("--from", dest="folder", required=True, metavar="FOLDER", help="where the downloads are")
    _add_params(parser)


def _add_demo(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "demo", "demo", "write the demo clients and report on them")
    parser.add_argument("--clients", type=_positive, default=1, metavar="N", help="1 is the committed one")
    parser.add_argument("--out", default="reports", metavar="DIR", help="default: reports")


def _add_docs(verbs: argparse._SubParsersAction) -> None:
    parser = _verb(verbs, "docs", "docs", "write docs/kpis.md, docs/params.md and docs/cli.md from the code")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")


def _add_clients(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clients", nargs="+", metavar="CLIENT", help="a name in params/ or a path to a YAML file")
    _add_params(parser)


def _add_client(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client", metavar="CLIENT", help="a name in params/ or a path to a YAML file")
    _add_params(parser)


def _add_params(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--params", metavar="DIR", help="default: the nearest params/ upward, or KPILIB_PARAMS")


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--period",
        default="",
        metavar="P",
        help="2026-10, 2026-Q3, 2026-W41, 2026, 2026-10-01..2026-10-14; default: the last whole one",
    )


def _add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number
