"""A large file, read in pieces, gives what the same file gives when it is read in one plain pass."""

import csv
import io
import random
from importlib import import_module

import pytest

from kpilib.errors import SourceError
from kpilib.sources.filing import read_sheets
from kpilib.sources.presets import FORMATS
from kpilib.sources.reading import HEAD, sheets_of
from kpilib.sources.spec import Context, SourceSpec

HEADER = ["Post ID", "Page ID", "Page name", "Title", "Publish time", "Permalink", "Post type", "Views", "Reach",
          "Reactions", "Comments", "Shares"]  # fmt: skip
TEXTS = ["hi", "a, b", 'q "x"', "line\nbreak", "şğ 你好 😀", "", "  spaced ", "x" * 300]
KINDS = ["plain", "crlf", "semicolon", "mark", "utf-16", "sep", "preamble", "short", "long", "blank", "empty", "soon",
         "damaged", "no id", "no end", "open quote", "trailing", "bare quote", "nul", "short blank crlf", "long no end",
         "empty trailing", "preamble blank short"]  # fmt: skip


def posts(kind: str) -> bytes:
    """Half as many rows again as the head of a large file holds, with the quirks of this kind."""
    draw = random.Random(kind)
    out = io.StringIO(newline="")
    write = csv.writer(
        out, lineterminator="\r\n" if "crlf" in kind else "\n", delimiter=";" if "semicolon" in kind else ","
    )
    write.writerow(HEADER)
    for place in range(HEAD + HEAD // 2):
        when = f"0{draw.randrange(1, 10)}/{draw.randrange(10, 28)}/2026 10:{draw.randrange(10, 60)}"
        figures = [str(draw.randrange(10**5)), str(draw.randrange(10**4)), draw.choice(["", "0", "5", "-"]), "1", "2"]
        row = [str(10**17 + place), "9", "Acme", draw.choice(TEXTS), when, "https://f", "Photos", *figures]
        odd = place % 90 == 7
        if odd and "blank" in kind:
            out.write("\n")
        row[0] = "" if odd and "no id" in kind else row[0]
        row[4] = "soon" if odd and "soon" in kind else row[4]
        row[7] = "1.2.3" if odd and "damaged" in kind else row[7]
        row = row[:9] if odd and "short" in kind else [*row, "x"] if odd and "long" in kind else row
        write.writerow([""] * len(row) if odd and "empty" in kind else row)
    return packed(out.getvalue(), kind)


def packed(text: str, kind: str) -> bytes:
    text = text.rstrip("\r\n") if "no end" in kind else text
    text += '"never closed, 5\n' if "open quote" in kind else "\n\n\n" if "trailing" in kind else ""
    text = text.replace("Acme", 'Ac"me', 3) if "bare quote" in kind else text
    text = f"Report of posts\nMade by me\n\n{text}" if "preamble" in kind else text
    text = f"sep=,\n{text}" if "sep" in kind else text
    text = f"{text[:30000]}\0{text[30000:]}" if "nul" in kind else text
    return text.encode("utf-16" if "utf-16" in kind else "utf-8-sig" if "mark" in kind else "utf-8")


def outcome(data: bytes):
    try:
        reading = read_sheets(sheets_of(data, "a.csv"), list(FORMATS), SourceSpec(), Context())
    except SourceError as error:
        return str(error)
    pieces = [(piece.table.to_pylist(), piece.log, piece.spans) for piece in reading.pieces]
    return pieces, sorted(map(str, reading.problems)), sorted(reading.rejects)


@pytest.mark.parametrize("kind", KINDS)
def test_large_and_small_are_read_alike(kind, monkeypatch):
    data = posts(kind)
    plain = outcome(data)
    assert plain[0][0][1].kept > HEAD
    monkeypatch.setattr(import_module("kpilib.sources.reading"), "_SMALL", 1000)
    assert outcome(data) == plain
