"""Rows of many files become one table: duplicates by rule R11, conflicts counted, late days filled.

Comes in: pieces of the same canonical table. Goes out: one Arrow table with one row per key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpilib.errors import Problem
from kpilib.sources.filing import Piece
from kpilib.sources.window import Bounds
from kpilib.tables.coverage import COVERAGE
from kpilib.tables.different import constant
from kpilib.tables.frames import row_days, to_arrow, to_pandas, without
from kpilib.tables.schema import TABLES, Table

_GAPS = ("accounts_daily", "web_daily")


def merge(
    name: str, pieces: Sequence[Piece], *, prefer: Sequence[str] = (), keep_history: bool = False
) -> tuple[pa.Table, dict[str, int], list[Problem]]:
    """One table of all pieces, one row per key.

    Returns
    -------
    table : with the columns of the schema
    duplicated : rows given up, by source file
    problems : one for each pair of files whose figures contradict each other
    """
    table = TABLES[name]
    rows = pieces[0].table if len(pieces) == 1 else pa.concat_tables([piece.table for piece in pieces])
    key = [*table.key, *(["exported_at"] if keep_history and name == "posts" else [])]
    places, group = _repeated(_known(table, rows, key))
    if not len(places):
        return rows, {}, []
    several = to_pandas(rows.take(places)).assign(_group=group, _order=places)
    listing = list(dict.fromkeys(piece.log.preset for piece in pieces))
    ranked = _ranked(table, several, [*prefer, *listing])
    problems = _conflicts(table, ranked)
    settled = _first_values(table, ranked)
    lost = ranked["source_file"][_given_up(table, ranked)].value_counts()
    twice = np.zeros(rows.num_rows, dtype=bool)
    twice[places] = True
    united = pa.concat_tables([without(rows, twice), to_arrow(name, settled)])
    return united, {str(file): int(count) for file, count in lost.items()}, problems


def _known(table: Table, rows: pa.Table, key: list[str]) -> pa.Table:
    """The key columns that tell rows apart, and the place of each row that something identifies."""
    keys = rows.select([name for name in key if not constant(rows[name])] or key[:1])
    keys = keys.append_column("_place", pa.array(np.arange(rows.num_rows)))
    if any(not table.by_name[name].nullable for name in key):
        return keys
    named = pc.is_valid(rows[key[0]])
    for name in key[1:]:
        named = pc.or_(named, pc.is_valid(rows[name]))
    return keys.filter(named)  # rows that nothing identifies are all kept


def _repeated(keys: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Places of the rows whose key occurs more than once, and the number of that key."""
    names = keys.column_names[:-1]
    if len(names) == 1 and _distinct(keys[names[0]]):
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    groups = keys.group_by(names, use_threads=False).aggregate([("_place", "list"), ("_place", "count")])
    lists = groups["_place_list"].filter(pc.greater(groups["_place_count"], 1)).combine_chunks()
    places, group = np.asarray(lists.flatten()), np.asarray(pc.list_parent_indices(lists))
    order = np.argsort(places)
    return places[order], group[order]


def _distinct(column: pa.ChunkedArray) -> bool:
    """Whether no value occurs twice; ids that are different as numbers are different, and numbers sort fast."""
    if pa.types.is_string(column.type) and not column.null_count:
        with contextlib.suppress(pa.ArrowInvalid):  # ids of letters
            numbers = column.cast(pa.int64()).to_numpy()
            if (numbers[1:] > numbers[:-1]).all():
                return True
            ordered = np.sort(numbers)
            if (ordered[1:] != ordered[:-1]).all():
                return True
    return pc.count_distinct(column, mode="all").as_py() == len(column)


def _ranked(table: Table, several: pd.DataFrame, presets: list[str]) -> pd.DataFrame:
    """Rows of the same key, the one that wins first: preferred preset, newest export, most figures, last file name."""
    rank = {preset: place for place, preset in reversed(list(enumerate(presets)))}
    figures = several[list(table.metrics)]
    filled = (figures.notna() & (figures != 0).fillna(False).astype(bool)).sum(axis=1)
    names = sorted(several["source_file"].unique())
    ranked = several.assign(
        _preset=several["preset"].map(rank).astype("int64"),
        _time=-several["exported_at"].astype("int64").where(several["exported_at"].notna(), -(2**62)),
        _filled=-filled if table.rule == "snapshot" else 0,
        _file=-several["source_file"].map({file: place for place, file in enumerate(names)}).astype("int64"),
    )
    return ranked.sort_values(["_group", "_preset", "_time", "_filled", "_file", "_order"], kind="stable")


def _first_values(table: Table, ranked: pd.DataFrame) -> pd.DataFrame:
    """Column by column the first value that is not null, so that a null never replaces a number."""
    names = [column.name for column in table.columns]
    groups = ranked["_group"].to_numpy()
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    settled = ranked.iloc[starts][names].reset_index(drop=True)
    for name in names:
        if settled[name].isna().any() and ranked[name].notna().any():
            settled[name] = ranked.groupby("_group", sort=False)[name].first().reset_index(drop=True)
    settled["supplied"] = _united_supply(ranked["supplied"], starts)
    return settled


def _united_supply(supplied: pd.Series, starts: np.ndarray) -> np.ndarray:
    codes, texts = pd.factorize(supplied)
    if len(texts) == 1:
        return np.full(len(starts), texts[0], dtype=object)
    metrics = sorted({name for text in texts for name in str(text).split(";") if name})
    bits = np.array([sum(1 << metrics.index(n) for n in str(text).split(";") if n) for text in texts], dtype=np.int64)
    united = np.bitwise_or.reduceat(bits[codes], starts)
    words = {bit: f";{';'.join(m for i, m in enumerate(metrics) if bit >> i & 1)};" for bit in np.unique(united)}
    return np.array([words[bit] for bit in united], dtype=object)


def _given_up(table: Table, ranked: pd.DataFrame) -> np.ndarray:
    """Rows that are duplicates: another row of their key is used instead.

    In daily tables a row that only fills columns which the better ones leave empty is used, so it is none.
    """
    groups = ranked["_group"].to_numpy()
    later = np.r_[False, groups[1:] == groups[:-1]]
    if table.rule == "snapshot":
        return later
    given = ranked[list(table.metrics)].notna()
    before = given.groupby(groups).cumsum() - given
    return later & ((given & (before > 0)).any(axis=1) | ~given.any(axis=1)).to_numpy()


def _conflicts(table: Table, ranked: pd.DataFrame) -> list[Problem]:
    """Different figures under one key: restated where the exports differ in time, else a contradiction.

    Each figure is compared with the one that is used, which another file may have given than the row that wins.
    """
    groups = ranked["_group"].to_numpy()
    origin = ranked[["source_file", "exported_at"]].reset_index(drop=True)
    pairs = []
    for metric in table.metrics:
        figures = ranked[metric].reset_index(drop=True)
        used = figures.groupby(groups).transform("first")
        differs = np.flatnonzero(((figures != used) & figures.notna()).fillna(False).to_numpy(dtype=bool))
        if not len(differs):
            continue
        places = pd.Series(np.arange(len(figures))).where(figures.notna())
        winner = places.groupby(groups).transform("first")[differs].astype("int64").to_numpy()
        pairs.append(_pairs(origin.iloc[winner], origin.iloc[differs]).assign(row=differs))
    if not pairs:
        return []
    rows = pd.concat(pairs).drop_duplicates(["a", "b", "kind", "row"])
    counted = rows.groupby(["a", "b", "kind"]).size().reset_index(name="count")
    return [
        _conflict(table.name, str(row.a), str(row.b), str(row.kind), int(str(row.count)))
        for row in counted.itertuples(index=False)
    ]


def _pairs(used: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Both files of each contradiction and how their export times compare."""
    used, other = used.reset_index(drop=True), other.reset_index(drop=True)
    same_time = (other["exported_at"] == used["exported_at"]).fillna(False).to_numpy(dtype=bool)
    unknown = (other["exported_at"].isna() | used["exported_at"].isna()).to_numpy(dtype=bool)
    kinds = np.select([unknown, same_time], ["unknown", "same"], "restated")
    return pd.DataFrame({"a": used["source_file"], "b": other["source_file"], "kind": kinds})


def _conflict(table: str, kept: str, given_up: str, kind: str, count: int) -> Problem:
    one = count == 1
    rows = f"1 row of {table}" if one else f"{count} rows of {table}"
    if kind == "restated":
        what = f"{rows} {'was' if one else 'were'} restated by the newer export {kept}"
        return Problem("warning", given_up, what)
    if kind == "same" and kept != given_up:
        what = f"{rows} {'contradicts' if one else 'contradict'} {kept}, exported at the same time; {kept} is used"
        return Problem("error", given_up, what, "Remove one of the two files.")
    what = f"{rows} {'has' if one else 'have'} other figures in {kept}, which is used"
    return Problem("warning", given_up, what, "Set 'exported_at:' for both, so that the newer one wins.")


def without_totals(shares: pa.Table) -> tuple[pa.Table, dict[tuple[str, str], int]]:
    """Shares told one by one win over totals of people, which repeat them (R12).

    Returns
    -------
    table : without the rows that name a person but neither content nor moment, if other rows tell people's shares
    lost : the number of rows left out, by source file and table
    """
    person = pc.is_valid(shares["employee_id"])
    dated = pc.and_(person, pc.is_valid(shares["shared_at"]))
    bare = pc.and_(pc.is_null(shares["shared_at"]), pc.is_null(shares["content_id"]))
    totals = pc.and_(person, bare)
    if not pc.any(dated).as_py() or not pc.any(totals).as_py():
        return shares, {}
    files = pc.value_counts(shares["source_file"].filter(totals)).to_pylist()
    return shares.filter(pc.invert(totals)), {(each["values"], "shares"): each["counts"] for each in files}


def fill_late(pieces: list[Piece], data_date: date | None) -> list[Problem]:
    """Days that a file does not know become the last day that the other sources cover."""
    problems = []
    for piece in pieces:
        for column in ("as_of", "date", "period_end"):
            if column not in piece.table.column_names or piece.name not in ("audience", "accounts_daily", "shares"):
                continue
            values = piece.table[column]
            if not values.null_count or data_date is None or (piece.name == "shares" and not _open_span(piece)):
                continue
            filled = pc.fill_null(values, pa.scalar(data_date, pa.date32()))
            piece.table = piece.table.set_column(piece.table.column_names.index(column), column, filled)
            piece.kept = None  # the copy in the cache does not have these days
            piece.log = replace(piece.log, end=piece.log.end or data_date, start=piece.log.start or data_date)
            do = "Set 'exported_at:' for this source."
            problems.append(Problem("warning", piece.log.file, f"names no day; taken as {data_date}", do))
    return problems


def _open_span(piece: Piece) -> bool:
    return piece.table["shared_at"].null_count == piece.table.num_rows


def number_people(tables: dict[str, pa.Table]) -> None:
    """Names that are hidden become 'Employee 1', 'Employee 2' in the order of first appearance."""
    for table, person, shown in (("employees", "employee_id", "name"), ("messages", "agent", "agent_name")):
        if table not in tables:
            continue
        rows = tables[table]
        if not rows[shown].null_count:
            continue
        seen = [p for p in pc.unique(rows[person]).to_pylist() if p is not None]
        names = pa.array([f"Employee {place}" for place, _ in enumerate(seen, start=1)], pa.string())
        found = pc.take(names, pc.index_in(rows[person], value_set=pa.array(seen, pa.string())))
        column = pc.coalesce(rows[shown], found)
        tables[table] = rows.set_column(rows.column_names.index(shown), shown, column)


def gaps(
    name: str, rows: pa.Table, pieces: Sequence[Piece], data_date: date | None, settle_days: int, bounds: Bounds
) -> list[Problem]:
    """Days without a row inside the range of an account, of those asked for, and days missing behind it."""
    if name not in _GAPS or not rows.num_rows or bounds.ends:
        return []
    problems = []
    first, last = row_days(name, rows)
    spanning = pc.fill_null(pc.not_equal(first, last), False)
    who = [rows[column] for column in COVERAGE[name] if column]
    labels = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in who), "/")
    days = pa.table({"who": labels, "first": first, "last": last, "spanning": spanning})
    for label in pc.unique(labels).to_pylist():
        mine = days.filter(pc.equal(days["who"], label))
        seen = set(pc.unique(mine["first"]).to_pylist()) | set(pc.unique(mine["last"]).to_pylist())
        start, end = min(seen), max(seen)
        file = _last_file(pieces, label)
        whole = pc.any(mine["spanning"]).as_py()
        missing = [] if whole else [day for day in _between(start, end) if day not in seen and bounds.hold(day)]
        if missing:
            what = f"{name} of {label}: {len(missing)} days without a row, the first {missing[0]}"
            problems.append(Problem("warning", file, what, "Export these days too, if the account was active."))
        behind = (data_date - end).days if data_date else 0
        if behind > max(settle_days, 1):
            what = f"{name} of {label} ends on {end}, {behind} days before the last day of the other sources"
            problems.append(Problem("warning", file, what, "Export the newest days."))
    return problems


def _last_file(pieces: Sequence[Piece], label: str) -> str:
    """The newest source of an account, to name in a message."""
    files = [
        (end, piece.log.file)
        for piece in pieces
        for _, network, account, _, end in piece.spans
        if label == "/".join(part for part in (network, account) if part)
    ]
    return max(files, default=(None, pieces[0].log.file))[1]


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
