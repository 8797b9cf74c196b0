"""A large file read in parts gives what the careful way gives, or is left to it."""

import csv
import hashlib
import io
import random
from importlib import import_module
from queue import SimpleQueue

import pytest
from export_samples import CONTEXT, as_csv, samples, spec_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mutations import HONEST, OTHER

from kpilib.sources import parts, reading
from kpilib.sources.filing import Reading
from kpilib.sources.load import load, presets_for, read_file
from kpilib.sources.presets import FORMATS
from kpilib.sources.presets.meta_content import META_CONTENT_IG
from kpilib.sources.spec import Context, SourceSpec

TEXTS = [(form, name, data) for form, name, data in samples() if not data.startswith(b"PK")]
POSTS = ["Post ID", "Page ID", "Page name", "Title", "Publish time", "Permalink", "Post type", "Views", "Reach",
         "Reactions", "Comments", "Shares"]  # fmt: skip
CRM = ["Deal ID", "Deal Name", "Deal Stage", "Create Date", "Close Date", "Amount", "Pipeline"]


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of a few records, so that small files have many."""
    monkeypatch.setattr(reading, "_SMALL", 10)
    monkeypatch.setattr(parts, "LARGE", 0)
    monkeypatch.setattr(parts, "_PART", 400)
    monkeypatch.setattr(parts, "_HEAD", 900)
    return monkeypatch


def both(path, spec=None, context=None) -> tuple[Reading | None, Reading]:
    """The same file in parts, and the careful way."""
    spec, context = spec or SourceSpec(), context or Context()
    presets = presets_for(spec)
    fast = parts.read_in_parts(path, presets, spec, context, name=path.name, sha256="x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "LARGE", 1 << 40)
        return fast, read_file(path, spec, context, name=path.name, sha256="x")


def same(fast: Reading, slow: Reading) -> None:
    assert [piece.name for piece in fast.pieces] == [piece.name for piece in slow.pieces]
    for one, other in zip(fast.pieces, slow.pieces):
        assert (one.log, one.spans) == (other.log, other.spans)
        for column in other.table.column_names:
            assert one.table[column].to_pylist() == other.table[column].to_pylist(), column
    assert (fast.problems, fast.rejects, fast.presets) == (slow.problems, slow.rejects, slow.presets)


def posts(count: int, **columns) -> list[list[str]]:
    """Rows of a Facebook export; a column is a function of the row's number."""
    plain = {"Post ID": lambda n: str(10**15 + n), "Page name": lambda n: "Acme", "Views": str, "Reach": str,
             "Publish time": lambda n: f"0{1 + n % 9}/{1 + n % 28:02d}/2026 10:{n % 60:02d}",
             "Title": lambda n: f'Post "{n}",\nsecond line #tag{n % 3} #Şğ{n}'}  # fmt: skip
    made = {**plain, **{name.replace("_", " "): make for name, make in columns.items()}}
    return [POSTS, *([made.get(name, lambda n: "1")(n) for name in POSTS] for n in range(count))]


def write(folder, rows, name="posts.csv"):
    path = folder / name
    path.write_bytes(as_csv(rows))
    return path


def test_a_file_in_parts_is_read_as_the_whole_file(tmp_path, small_parts):
    fast, slow = both(write(tmp_path, posts(300)))
    assert fast is not None
    same(fast, slow)
    assert fast.pieces[0].log.kept == 300
    assert fast.pieces[0].table["tags"].num_chunks > 10


def test_every_format_in_parts_is_read_as_the_whole_file(tmp_path, small_parts, record_property):
    used = []
    for form, name, data in TEXTS:
        small_parts.setattr(parts, "_HEAD", max(len(data) // 2, 300))
        small_parts.setattr(parts, "_PART", 150)
        path = tmp_path / name
        path.write_bytes(data)
        fast, slow = both(path, _spec(form), CONTEXT)
        if fast is not None:
            same(fast, slow)
            used.append(form.name)
    record_property("counted", f"{len(used)} formats were read in parts")
    assert {"meta_content_fb", "meta_content_ig", "hubspot_contacts", "zendesk_tickets"} <= set(used)


def test_damaged_files_are_read_as_the_whole_file_or_left_to_it(tmp_path, small_parts, record_property):
    draw = random.Random(20261127)
    count = used = 0
    for form, name, data in TEXTS:
        small_parts.setattr(parts, "_HEAD", max(len(data) // 2, 300))
        small_parts.setattr(parts, "_PART", 150)
        for mutate in (*HONEST, *OTHER):
            path = tmp_path / name
            path.write_bytes(mutate(draw, form, data))
            fast, slow = both(path, _spec(form), CONTEXT)
            count += 1
            if fast is not None:
                used += 1
                same(fast, slow)
    record_property("counted", f"{count} damaged exports, {used} of them read in parts")
    assert used >= 50


ODD = {
    "short": lambda rows: rows[250].pop(),
    "long": lambda rows: rows[250].append("x"),
    "blank": lambda rows: rows.insert(250, []),
    "no id": lambda rows: rows[250].__setitem__(0, ""),
    "no day": lambda rows: rows[250].__setitem__(4, ""),
    "style": lambda rows: rows[250].__setitem__(7, "1.234"),
    "word": lambda rows: rows[250].__setitem__(7, "many"),
    "damaged id": lambda rows: rows[250].__setitem__(0, "1.23457E+17"),
    "negative": lambda rows: rows[250].__setitem__(9, "-3"),
    "nul": lambda rows: rows[250].__setitem__(3, "a\0b"),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_row_leaves_the_file_to_the_careful_way(kind, tmp_path, small_parts):
    rows = posts(300)
    ODD[kind](rows)
    path = write(tmp_path, rows)
    fast, slow = both(path)
    assert fast is None
    assert slow.problems or slow.rejects or kind == "blank"
    same(read_file(path, SourceSpec(), Context(), name=path.name, sha256="x"), slow)


BYTES = {
    "no UTF-8": lambda data: data.replace(b"Acme", b"Acm\xff", 1),
    "no end": lambda data: data.rstrip(b"\r\n"),
    "open quote": lambda data: data + b'"1,2\r\n',
    "bare quote": lambda data: data.replace(b"Acme", b'Ac"me', 1),
    "two bare quotes": lambda data: data.replace(b"Acme", b'Ac"m"e', 1),
    "text behind a quote": lambda data: data.replace(b"second line #tag1 #", b'second" line #tag1 #', 1),
}


@pytest.mark.parametrize("kind", BYTES)
def test_odd_bytes_leave_the_file_to_the_careful_way(kind, tmp_path, small_parts):
    path = tmp_path / "posts.csv"
    path.write_bytes(BYTES[kind](as_csv(posts(300))))
    fast, slow = both(path)
    assert fast is None
    same(read_file(path, SourceSpec(), Context(), name=path.name, sha256="x"), slow)


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        ("one part alone has a day above 12", {"Publish_time": lambda n: f"{3 if n != 200 else 14}/04/2026 10:00"}),
        ("days of two orders", {"Publish_time": lambda n: "14/03/2026 10:00" if n < 99 else "03/14/2026 10:00"}),
        ("views of one part are all zero", {"Views": lambda n: "0" if 100 < n < 200 else "7"}),
        ("stamps of one part carry a zone", {"Publish_time": lambda n: "2026-03-04T10:00" + "Z" * (n > 150)}),
    ],
)
def test_parts_that_decide_differently_leave_the_file_to_the_careful_way(what, columns, tmp_path, small_parts):
    path = write(tmp_path, posts(300, **columns))
    fast, slow = both(path)
    assert fast is None, what
    same(read_file(path, SourceSpec(), Context(), name=path.name, sha256="x"), slow)


def test_decimal_signs_that_parts_read_differently_leave_the_file_to_the_careful_way(tmp_path, small_parts):
    spec = SourceSpec(preset="generic", table="costs", constants={"kind": "tools", "currency": "EUR"},
                      columns={"date": "Day", "item": "Item", "amount": "Amount"})  # fmt: skip

    def costs(amount) -> list[list[str]]:
        rows = ([f"2026-01-{1 + n % 28:02d}", f"a licence {n}", amount(n)] for n in range(400))
        return [["Day", "Item", "Amount"], *rows]

    fast, slow = both(write(tmp_path, costs(lambda n: "1.234,5" if n < 200 else "1,234.5")), spec)
    assert fast is None
    fast, slow = both(write(tmp_path, costs(lambda n: "12,5" if n < 200 else "1.234,5")), spec)
    assert fast is not None
    same(fast, slow)
    assert fast.pieces[0].table["amount"].to_pylist()[-1] == 1234.5


def test_costs_of_one_key_in_two_parts_are_left_to_the_careful_way(tmp_path, small_parts):
    spec = SourceSpec(preset="generic", table="costs", constants={"kind": "tools", "currency": "EUR"},
                      columns={"date": "Day", "item": "Item", "amount": "Amount"})  # fmt: skip
    rows = [["Day", "Item", "Amount"], *(["2026-01-01", f"licence number {n}", "5"] for n in range(400))]
    assert both(write(tmp_path, rows), spec)[0] is not None
    fast, slow = both(write(tmp_path, [*rows, ["2026-01-01", "licence number 0", "6"]]), spec)
    assert fast is None
    assert slow.pieces[0].table.num_rows == 400


def test_days_without_a_year_are_read_as_one_run(tmp_path, small_parts):
    days = [f"{month} {day}" for month in ("November", "December", "January") for day in range(1, 29)]
    header = ["Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"]
    path = write(tmp_path, [header, *([day, "5", "1", "2", "3", "4"] for day in days)], "Overview.csv")
    small_parts.setattr(parts, "_HEAD", 300)
    fast, slow = both(path, SourceSpec(year=2026, account="acme"))
    assert slow.pieces[0].log.kept == len(days)
    assert fast is None


def test_columns_that_nothing_reads_are_not_split_but_a_row_of_them_alone_is_told(tmp_path, small_parts):
    unread = {"Account ID": "178414", "Account name": "Acme", "Data comment": "", "Date": "Lifetime"}
    cells = {**unread, "Account username": "acme", "Publish time": "03/14/2026 09:30"}
    header = META_CONTENT_IG.header
    rows = [[str(place) if name == "Post ID" else cells.get(name, "1") for name in header] for place in range(60)]
    fast, slow = both(write(tmp_path, [header, *rows]))
    assert slow.pieces[0].log.kept == 60
    same(fast, slow)
    rows[40] = [unread.get(name, "") for name in header]
    fast, slow = both(write(tmp_path, [header, *rows]))
    assert fast is None
    assert [(piece.log.kept, piece.log.rejected) for piece in slow.pieces] == [(59, 1)]


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(st.text('ab",\n\r', max_size=5), min_size=2, max_size=2), min_size=1, max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
    cut=st.integers(0, 200),
)
def test_a_part_ends_where_a_record_ends(rows, end, cut):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if end == "\n" else csv.QUOTE_MINIMAL).writerows(rows)
    data = out.getvalue().encode()
    found = parts._end_of_records(data, min(cut, len(data)), ",")
    records = list(csv.reader(io.StringIO(data[:found].decode(), newline="")))
    assert records == rows[: len(records)]
    if cut >= len(data):
        assert found == len(data)


@given(st.text('ab",\n', max_size=30))
def test_a_text_is_cut_only_where_the_csv_module_ends_a_record(text):
    data = f"{text}\n".encode()
    try:
        found = parts._end_of_records(data, len(data), ",")
    except parts._Odd:
        return
    whole = list(csv.reader(io.StringIO(data.decode(), newline="")))
    halves = [*csv.reader(io.StringIO(data[:found].decode())), *csv.reader(io.StringIO(data[found:].decode()))]
    assert halves == whole


@pytest.mark.parametrize("size", [*range(1, 40), 99, 1000])
def test_no_byte_is_lost_between_parts(size, small_parts):
    small_parts.setattr(parts, "_PART", size)
    data = b'a,b\r\n"c\n""d""",e\n,\n"",""\n' * 5
    free = SimpleQueue()
    free.put(bytearray())
    hashed, found = hashlib.sha256(data[:3]), b""
    for part in parts._cut(io.BytesIO(data[3:]), data[:3], ",", hashed, free):
        found += part.memory[: part.end]
        free.put(part.memory)
    assert found == data
    assert hashed.hexdigest() == hashlib.sha256(data).hexdigest()


def test_a_new_large_file_is_hashed_and_kept_while_it_is_read(tmp_path, small_parts):
    path = write(tmp_path, posts(300))
    store = load([SourceSpec(path=path.name)], base=tmp_path, cache=tmp_path / "cache")
    assert store.log[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert store.log[0].kept == 300
    assert [folder.name for folder in (tmp_path / "cache").iterdir() if folder.name.startswith("new-")] == []
    small_parts.setattr(import_module("kpilib.sources.load"), "read_file", None)
    small_parts.setattr(import_module("kpilib.sources.load"), "read_in_parts", None)
    again = load([SourceSpec(path=path.name)], base=tmp_path, cache=tmp_path / "cache")
    assert again.folder == store.folder
    path.touch()  # the same bytes at another time: hashed, not read
    assert load([SourceSpec(path=path.name)], base=tmp_path, cache=tmp_path / "cache").folder == store.folder


def test_a_new_large_file_that_is_odd_is_tried_in_parts_once(tmp_path, small_parts):
    rows = posts(300)
    rows[250][9] = "-3"
    path = write(tmp_path, rows)
    tried = []
    module = import_module("kpilib.sources.load")
    in_parts = parts.read_in_parts
    small_parts.setattr(module, "read_in_parts", lambda *args, **how: tried.append(1) or in_parts(*args, **how))
    store = load([SourceSpec(path=path.name)], base=tmp_path, cache=tmp_path / "cache")
    assert store.log[0].kept == 300
    assert store.log[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert tried == [1]


def test_what_was_written_meanwhile_is_the_table(tmp_path, small_parts):
    path = write(tmp_path, posts(300))
    kept = parts.read_in_parts(path, list(FORMATS), SourceSpec(), Context(), name="posts.csv", scratch=lambda: tmp_path)
    plain = parts.read_in_parts(path, list(FORMATS), SourceSpec(), Context(), name="posts.csv")
    import pyarrow.parquet as pq

    kept.pieces[0].written()
    assert kept.pieces[0].log == plain.pieces[0].log
    assert pq.read_table(kept.pieces[0].kept).equals(plain.pieces[0].table)


def _spec(form) -> SourceSpec:
    from dataclasses import replace

    spec = spec_of(form.name)
    return replace(spec, preset=form.name) if spec.columns else spec
