"""One page is one account, whatever name its files give it.

Comes in: readings, each with its entry of the client file. Goes out: the same under one name per page, and problems.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem
from kpilib.sources.filing import Piece, Reading
from kpilib.sources.spec import SourceSpec
from kpilib.tables.coverage import COVERAGE
from kpilib.tables.different import different
from kpilib.tables.frames import to_pandas
from kpilib.tables.schema import TABLES

Source = tuple[SourceSpec, Reading]
Kind = tuple[str, str]  # what the accounts are of (a page, an ad account, a site) and its network or platform
NOBODY = "main"  # the account of files that name none, for a client without a name
_MAIN = ("accounts_daily", "posts")
_SAME_DAYS = 5
_MANY = 20  # accounts of one network; beyond, series are not compared pair by pair


@dataclass
class Name:
    """One account name on one network: who chose it, and what lies under it."""

    account: str
    given: bool = False
    tables: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The name in quotation marks."""
        return f"'{self.account}'"

    @property
    def main(self) -> set[str]:
        """Whether it has daily figures, posts, or both."""
        return self.tables & set(_MAIN)


def one_name_each(sources: Sequence[Source], stand_in: str) -> list[Problem]:
    """Bring the files of one page under one name; a page under two names would be counted twice.

    Parameters
    ----------
    sources : what each entry of the client file gave; pieces are changed in place
    stand_in : the account of files for which neither they nor the client file name one

    Returns
    -------
    problems : what was taken for one page without being told, and what may be one page but was left apart
    """
    problems: list[Problem] = []
    for kind, names in _names(sources).items():
        renamed = {}
        for old, new, reason in _same(kind, names, stand_in):
            renamed[old.account] = new.account
            names.pop(old.account)
            new.tables |= old.tables
            if reason:
                problems.append(_taken(kind, old, new, reason))
        if renamed:
            _rename(sources, kind, renamed)
        problems += _left_apart(kind, names, stand_in)
    return problems


def _kind(reading: Reading) -> str:
    tables = {piece.name for piece in reading.pieces}
    return "ad account" if "ads_daily" in tables else "site" if "web_daily" in tables else "page"


def _owners(reading: Reading) -> Iterator[tuple[Piece, str | None, str]]:
    """Pieces whose rows belong to an account, with the columns that say whose they are."""
    for piece in reading.pieces:
        network, account = COVERAGE.get(piece.name, (None, None))
        if account and piece.table.num_rows:
            yield piece, network, account


def _names(sources: Iterable[Source]) -> dict[Kind, dict[str, Name]]:
    found: dict[Kind, dict[str, Name]] = {}
    for spec, reading in sources:
        given = bool(spec.account or spec.site or {"account", "site"} & set(spec.constants))
        for piece, network, account in _owners(reading):
            columns = [column for column in (network, account) if column]
            for pair in different(piece.table, columns):
                kind = (_kind(reading), (network and pair[network]) or "web")
                name = found.setdefault(kind, {}).setdefault(pair[account], Name(pair[account]))
                name.given |= given
                name.tables.add(piece.name)
                name.files.append(piece.log.file)
    return found


def _same(kind: Kind, names: dict[str, Name], stand_in: str) -> Iterator[tuple[Name, Name, str]]:
    """Pairs of names for one account: the one to give up, the one to keep, and a reason worth telling."""
    for one, two in combinations(list(names.values()), 2) if kind[0] == "page" else ():
        alive = one.account in names and two.account in names and not (one.given and two.given)
        if alive and _alike(one, two) and not one.main & two.main:
            yield *_order(one, two), ""
    nobody = names.get(stand_in)
    if nobody and not nobody.given and len(names) == 2:
        other = next(name for name in names.values() if name is not nobody)
        if not other.given or not nobody.main & other.main:
            yield nobody, other, ""
    if kind[0] != "page":
        return
    if len(names) == 2:
        one, two = names.values()
        if _complete_each_other(one, two) and not (one.given and two.given):
            yield *_order(one, two), "one has only daily figures, the other only posts"


def _complete_each_other(one: Name, two: Name) -> bool:
    return bool(one.main and two.main) and not one.main & two.main


def _order(one: Name, two: Name) -> tuple[Name, Name]:
    """The name to give up first: the client file's own name stays, else the one that posts carry."""
    return (two, one) if (one.given, "posts" in one.tables) > (two.given, "posts" in two.tables) else (one, two)


def _alike(one: Name, two: Name) -> bool:
    """Whether two names have the same letters and digits, and have any."""
    mine, theirs = (
        "".join(mark for mark in unicodedata.normalize("NFKC", name.account).casefold() if mark.isalnum())
        for name in (one, two)
    )
    return mine == theirs != ""


def _taken(kind: Kind, old: Name, new: Name, reason: str) -> Problem:
    what = f"{old.shown} and {new.shown} of {kind[1]} are taken for one page, {new.shown}: {reason}"
    do = "Set the same 'account:' for all its sources; if they are two pages, give each source its own 'account:'."
    return Problem("warning", old.files[0], what, do)


def _left_apart(kind: Kind, names: Mapping[str, Name], stand_in: str) -> list[Problem]:
    """Accounts of one network that may be one page under two names; the figures count both."""
    if kind[0] != "page" or len(names) < 2:
        return []
    nobody = names.get(stand_in)
    if nobody and not nobody.given and nobody.main:
        others = ", ".join(name.shown for name in names.values() if name is not nobody)
        what = f"no account is named, so its {kind[1]} figures stand as {nobody.shown} beside {others} and are added"
        return [Problem("warning", nobody.files[0], what, "Set 'account:' for this source to the page it belongs to.")]
    problems = []
    for one, two in combinations(names.values(), 2):
        alike = _alike(one, two)
        if alike or _complete_each_other(one, two):
            why = "are spelt alike" if alike else "have only daily figures here and only posts there"
            what = f"{one.shown} and {two.shown} of {kind[1]} {why}; they are added as two accounts"
            problems.append(Problem("warning", two.files[0], what, _ONE_NAME))
    return problems


_ONE_NAME = "If they are one page, set the same 'account:' for all its sources."


def _rename(sources: Iterable[Source], kind: Kind, renamed: Mapping[str, str]) -> None:
    for _, reading in sources:
        if _kind(reading) == kind[0]:
            for piece, network, account in _owners(reading):
                _rename_in(piece, network, account, kind[1], renamed)


def _rename_in(piece: Piece, network: str | None, account: str, which: str, renamed: Mapping[str, str]) -> None:
    table = piece.table
    here = pc.fill_null(pc.equal(table[network], which), False) if network else pa.scalar(True)
    for old, new in renamed.items():
        mine = pc.and_(pc.equal(table[account], old), here)
        if not pc.any(mine).as_py():
            continue
        column = pc.if_else(mine, pa.scalar(new, pa.string()), table[account])
        table = table.set_column(table.column_names.index(account), account, column)
        piece.log = replace(piece.log, notes=(*piece.log.notes, f"account {old!r} is taken for {new!r}"))
        piece.spans = [
            (name, n, new if a == old and n in (which, None) else a, start, end)
            for name, n, a, start, end in piece.spans
        ]
    if table is not piece.table:
        piece.table, piece.kept = table, None


def equal_series(days: pa.Table) -> list[Problem]:
    """Accounts of one network whose daily figures are the same on every day they share: one page written twice."""
    owners = different(days, ["network", "account"])
    networks = pd.Series([owner["network"] for owner in owners]).value_counts()
    problems = []
    for network in networks[(networks > 1) & (networks <= _MANY)].index:
        frame = to_pandas(days.filter(pc.equal(days["network"], network)))
        for (one, mine), (two, theirs) in combinations(frame.groupby("account"), 2):
            if metric := _equal_metric(mine, theirs):
                what = f"'{one}' and '{two}' of {network} have the same {metric} on every day both have"
                what += "; they are added as two accounts"
                problems.append(Problem("warning", str(theirs["source_file"].iloc[0]), what, _ONE_NAME))
    return problems


def _equal_metric(mine: pd.DataFrame, theirs: pd.DataFrame) -> str:
    """A metric that agrees on all shared days and varies enough for that to be no accident."""
    key = ["date", "scope"]
    both = mine.merge(theirs, on=key, suffixes=("", "_2"))
    for metric in TABLES["accounts_daily"].metrics if len(both) >= _SAME_DAYS else ():
        pair = both[[metric, f"{metric}_2"]].dropna()
        if len(pair) >= _SAME_DAYS and pair[metric].nunique() > 2 and (pair[metric] == pair[f"{metric}_2"]).all():
            return metric
    return ""
