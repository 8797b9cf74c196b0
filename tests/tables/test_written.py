"""A table that was written is read back as it was, in whatever pieces it came, with its words coded."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kpilib.tables import written
from kpilib.tables.frames import ARROW, repeated
from kpilib.tables.schema import TABLES

ROWS = 100


def table() -> pa.Table:
    """Words that never, once and always change, with and without gaps; a number and a moment."""
    numbers = range(ROWS)
    return pa.table(
        {
            "network": repeated("facebook", pa.string(), ROWS),
            "account": pa.array(["acme"] * 60 + ["beta"] * 40),
            "campaign": pa.array([None if n % 3 else f"Ω {n}" for n in numbers], pa.string()),
            "pillar": repeated(None, pa.string(), ROWS),
            "language": repeated("", pa.string(), ROWS),
            "tags": pa.array([f"a;{n}" for n in numbers]),
            "text": pa.array(["" if n % 5 else "☕" * n for n in numbers]),
            "views": pa.array([None if n == 7 else n * n for n in numbers], pa.int64()),
            "published_at": pa.array([n * 10**12 for n in numbers], pa.timestamp("us", "UTC")),
        }
    )


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(written, "_BLOCK", 32)


@pytest.mark.parametrize("bounds", [[0, ROWS], [0, 1, 31, 40, 41, 99, ROWS], [0, 32, 64, ROWS], [0, 0, ROWS]])
def test_a_table_in_pieces_is_the_same_file(tmp_path, small_blocks, bounds):
    rows = table()
    path, whole = tmp_path / "pieces.parquet", tmp_path / "whole.parquet"
    with written.ParquetFile(path, rows.schema) as file:
        for start, end in pairwise(bounds):
            file.add(rows.slice(start, end - start))
    written.write_parquet(rows, whole)
    assert pq.read_table(path).equals(rows)
    assert path.read_bytes() == whole.read_bytes()
    groups = pq.read_metadata(path)
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [32, 32, 32, 4]


def test_words_that_repeat_are_coded_and_only_they(tmp_path):
    path = tmp_path / "coded.parquet"
    written.write_parquet(table(), path)
    group = pq.read_metadata(path).row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    coded = {column.path_in_schema for column in columns if "RLE_DICTIONARY" in column.encodings}
    assert coded == {"network", "account", "campaign", "pillar", "language", "tags"}
    assert {c.path_in_schema for c in columns if c.statistics} == {"views", "published_at"}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("rows", [0, 3])
def test_every_table_is_read_with_its_types(tmp_path, name, rows):
    empty = pa.table({c.name: pa.nulls(rows, ARROW[c.dtype]) for c in TABLES[name].columns})
    written.write_parquet(empty, tmp_path / "table.parquet")
    found = pq.read_table(tmp_path / "table.parquet")
    assert found.schema.equals(empty.schema)
    assert found.equals(empty)


def test_more_words_than_a_dictionary_holds_are_kept(tmp_path):
    words = pa.array([f"campaign {n % 40_000} with a name of some length" for n in range(140_000)])
    written.write_parquet(pa.table({"campaign": words}), tmp_path / "many.parquet")
    assert pq.read_table(tmp_path / "many.parquet")["campaign"].combine_chunks().equals(words)
