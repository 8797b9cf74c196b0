"""A first client file from a folder of exports; its comments ask only what no file can tell.

Comes in: a folder. Goes out: YAML text that passes 'kpilib check'.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpilib.errors import SourceError
from kpilib.sources.headers import read_headers
from kpilib.sources.load import shown
from kpilib.sources.presets import BY_NAME
from kpilib.sources.reading import open_sheets
from kpilib.sources.recognise import Recognised, recognise

_IGNORED = (".md", ".txt", ".yml", ".yaml", ".png", ".svg", ".jpg", ".pdf", ".py", ".ipynb", ".license")
_MAX_FILES = 500
_NETWORKS = ("facebook", "instagram", "linkedin", "tiktok", "youtube", "twitter", "pinterest", "threads")


def propose(folder: Path, *, client: str = "", base: Path | None = None) -> str:
    """Write a client file for the exports in a folder.

    Parameters
    ----------
    folder : searched with everything below it
    client : the client's name; empty: the folder's
    base : the folder the client file will lie in; paths are relative to it. None: `folder`

    Returns
    -------
    text : YAML; every line ending in 'CHECK' holds an assumption to confirm
    """
    folder, base = Path(folder), Path(base or folder)
    name = client or folder.resolve().name
    found = [recognise(path) for path in sorted(_exports(folder), key=_copies_last)]
    known = [file for file in found if file.preset and (file.tables or any(_needed(file, ask) for ask in file.asks))]
    idle = [file for file in found if file.preset and file not in known]
    strange = [file for file in found if not file.preset]
    lines = [
        f"# Client file for {name}, proposed from the exports in {folder.name}/.",
        "# Lines marked CHECK hold what no file can tell: confirm or correct them.",
        f"client: {json.dumps(name, ensure_ascii=False)}",
        "language: en                # CHECK: en, zh-Hans, zh-Hant, tr or id",
        "timezone: UTC               # CHECK: such as Europe/Istanbul; days and hours are read on this clock",
        f"currency: {_currency(found)}               # CHECK: of reports, and of files that name none",
    ]
    lines += (
        ["sources:", *_entries(known, base, name)] if known else ["sources: []                 # no known export found"]
    )
    for file in idle:
        lines.append(f"# not needed: {_path(file.file, base)} ({file.preset})")
    for file in strange:
        lines += _unknown(file, base)
    return "\n".join(lines) + "\n"


def _exports(folder: Path) -> list[Path]:
    """Files that may be exports; a name that is no UTF-8 cannot be written into a client file."""
    files: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(root) / name for name in sorted(names) if not name.startswith(".")]
        if len(files) > _MAX_FILES:
            break
    wanted = [path for path in files if path.suffix.casefold() not in _IGNORED and path.name != "LICENSE"]
    return [path for path in wanted if shown(path) == path.as_posix()][:_MAX_FILES]


def _copies_last(path: Path) -> tuple[str, str, str]:
    """'Views.csv' before 'Views (1).csv', the second download of the same chart."""
    return str(path.parent), re.sub(r" ?\(\d+\)$", "", path.stem), path.name if "(" in path.stem else ""


def _currency(found: list[Recognised]) -> str:
    """The currency that most files state in a header, else a placeholder."""
    codes: Counter[str] = Counter()
    for file in found:
        try:
            for sheet in open_sheets(Path(file.file)) if file.preset else []:
                for record in sheet.records[:20]:
                    codes.update(set(read_headers(record[:200]).currency.values()))
        except SourceError:
            continue
    return codes.most_common(1)[0][0] if codes else "EUR"


def _entries(known: list[Recognised], base: Path, client: str) -> list[str]:
    """One line per folder and format where nothing is to be asked, else one per file."""
    lines: list[str] = []
    pages: dict[str, list[str]] = {}
    for network, account in dict.fromkeys(page for file in known for page in file.pages if page[1]):
        pages.setdefault(network, []).append(account)
    together: dict[tuple[str, str, str], list[Recognised]] = {}
    seen: Counter[str] = Counter()
    for file in known:
        asks = [ask for ask in file.asks if _needed(file, ask)]
        if asks:
            lines += _asking(file, asks, base, _Guess(_network(file, seen), pages, client))
        else:
            path = Path(file.file)
            together.setdefault((str(path.parent), path.suffix, file.preset or ""), []).append(file)
    plain: list[str] = []
    for files in together.values():
        plain += [f"  - path: {_quoted(_path(file.file, base))}    # {_about(file)}" for file in files]
    return plain + lines


def _needed(file: Recognised, ask: str) -> bool:
    """Whether the file itself leaves this open, by the problems of a reading without answers."""
    words = {"network": "network is not in the file", "year": "carry no year", "currency": "the currency of"}
    if ask == "network" and any(table.table == "audience" for table in file.tables):
        return True
    if ask in words:
        return any(words[ask] in problem.what for problem in file.problems)
    if ask == "covers":
        return any("range of days" in problem.what for problem in file.problems)
    if ask == "dates":
        return any("day from month" in problem.what for problem in file.problems)
    if ask.startswith(("columns.", "constants.")):
        return True
    return ask in ("account", "exported_at") and bool({"network", "exported_at"} & set(file.asks))


@dataclass(frozen=True)
class _Guess:
    """What the other files tell about one: its network, the pages they name by network, and the client."""

    network: str
    pages: Mapping[str, list[str]]
    client: str


def _asking(file: Recognised, asks: list[str], base: Path, guess: _Guess) -> list[str]:
    lines = [f"  - path: {_quoted(_path(file.file, base))}    # {_about(file)}"]
    if file.presets and len(file.presets) == 1:
        lines.append(f"    as: {file.presets[0]}")
    for ask in asks:
        lines += _answer(file, ask, guess)
    return lines


def _answer(file: Recognised, ask: str, guess: _Guess) -> list[str]:
    match ask:
        case "network":
            return [f"    network: {guess.network}      # CHECK: the file does not name its network"]
        case "account":
            return [_account(guess)]
        case "year":
            return [f"    year: {_day(file)[:4]}              # CHECK: the year of the newest day; the days carry none"]
        case "currency":
            return ["    # currency: EUR         # CHECK: if it differs from the client's"]
        case "exported_at":
            return [f"    exported_at: {_day(file)}   # CHECK: the day of the download"]
        case "covers":
            return [f"    covers: {_span(file)}   # CHECK: the days this file covers"]
        case "dates":
            return ["    dates: day-first        # CHECK: day-first or month-first"]
        case "columns.score":
            return _score(file)
        case "constants.survey":
            return ["    constants: {survey: nps}   # CHECK: nps, csat, ces, awareness, recommend or custom"]
    return []


def _account(guess: _Guess) -> str:
    """The page as the other files of its network call it, so that it is counted once."""
    known = guess.pages.get(guess.network, [])
    name = _text(known[0] if len(known) == 1 else guess.client)
    if len(known) == 1:
        return f"    account: {name}   # CHECK: the only {guess.network} account that the other files name"
    if known:
        return f"    # account: {_text(known[0])}   # CHECK: which account is it: {', '.join(map(_text, known))}?"
    return f"    # account: {name}   # CHECK: only where the client has several {guess.network} accounts"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _network(file: Recognised, seen: Counter[str]) -> str:
    """The network that the file, else its name says; of charts that are named alike the first is Facebook's."""
    if len(named := {network for network, _ in file.pages}) == 1:
        return named.pop()
    name = file.file.casefold()
    for network in _NETWORKS:
        if network in name:
            return "x" if network == "twitter" else network
    stem = re.sub(r" ?\(\d+\)$", "", Path(file.file).stem)
    seen[stem] += 1
    return "facebook" if seen[stem] == 1 else "instagram"


def _day(file: Recognised) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(Path(file.file).stat().st_mtime):%Y-%m-%d}"


def _span(file: Recognised) -> str:
    day = _day(file)
    return f"{day[:8]}01..{day}"


def _score(file: Recognised) -> list[str]:
    """Questions whose answers are small numbers, the first one proposed."""
    questions = _numeric_columns(Path(file.file), set(BY_NAME[file.presets[0]].understood))
    if not questions:
        return ['    columns: {score: "?"}   # CHECK: the header of the question that holds the score']
    others = f"; others: {', '.join(questions[1:4])}" if len(questions) > 1 else ""
    return [f"    columns: {{score: {json.dumps(questions[0], ensure_ascii=False)}}}   # CHECK: the score{others}"]


def _numeric_columns(path: Path, known: set[str]) -> list[str]:
    from kpilib.sources.headers import normal

    records = open_sheets(path)[0].records
    header, body = records[0], records[1:200]
    found = []
    for place, name in enumerate(header):
        cells = [row[place].strip() for row in body if place < len(row) and row[place].strip()]
        hits = [cell for cell in cells if re.fullmatch(r"\d{1,2}", cell)]
        if name and normal(name) not in known and hits and len(hits) >= 0.5 * len(cells):
            found.append(name)
    return found


def _about(file: Recognised) -> str:
    tables = ", ".join(f"{table.rows} rows of {table.table}" for table in file.tables)
    ends = [table.end for table in file.tables if table.end]
    starts = [table.start for table in file.tables if table.start]
    days = f", {min(starts)} to {max(ends)}" if starts and ends else ""
    return f"{file.preset}: {tables}{days}"


def _unknown(file: Recognised, base: Path) -> list[str]:
    what = file.problems[0].what if file.problems else "not recognised"
    return [
        f"# not read: {_path(file.file, base)}: {_one_line(what)}",
        '#  - {path: …, as: generic, table: …, columns: {ours: "Their header"}}',
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:160]


def _path(file: str, base: Path) -> str:
    return Path(os.path.relpath(Path(file).resolve(), base.resolve())).as_posix()


def _quoted(path: str) -> str:
    return json.dumps(re.sub(r"([*?\[])", r"[\1]", path), ensure_ascii=False)
