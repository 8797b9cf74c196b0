"""YAML's traps: everything stays the text that was written, and what cannot be read says where and why."""

from __future__ import annotations

import pytest

from kpilib.params.document import Document, read


def _read(tmp_path, text: str | bytes) -> Document:
    path = tmp_path / "params" / "acme.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def test_nothing_is_guessed(tmp_path):
    text = "a: no\nb: on\nc: 1e3\nd: 18:00\ne: 00123\nf: 2026-01-01\ng: 3.5%\nh: 12345678901234567890\ni: .5\n"
    assert _read(tmp_path, text).tree == {
        "a": "no",
        "b": "on",
        "c": "1e3",
        "d": "18:00",
        "e": "00123",
        "f": "2026-01-01",
        "g": "3.5%",
        "h": "12345678901234567890",
        "i": ".5",
    }


def test_a_key_without_value_is_left_open_but_a_quoted_empty_text_is_not(tmp_path):
    assert _read(tmp_path, 'a:\nb: ~\nc: null\nd: ""\n').tree == {"d": ""}


def test_byte_order_mark_and_comments(tmp_path):
    assert _read(tmp_path, "\ufeff# Why these choices.\nclient: Acme Kahve # the cover\n".encode()).tree == {
        "client": "Acme Kahve"
    }


def test_lines_of_keys(tmp_path):
    document = _read(tmp_path, "client: A\ntargets:\n  ctr: {value: 3.5}\nsources:\n  - path: x\n")
    assert document.where(("targets", "ctr")) == ("params/acme.yml", 3)
    assert document.where(("sources", 0, "path")) == ("params/acme.yml", 5)
    assert document.where(("sources", 0, "network")) == ("params/acme.yml", 5)


def test_merge_keeps_the_client_and_remembers_the_file(tmp_path):
    defaults = _read(tmp_path, "language: tr\nbrand: {color: '#000000', logo: a.svg}\nactions: [shares]\n")
    defaults.name = "params/_defaults.yml"
    merged = _read(tmp_path, "brand: {color: '#ffffff'}\nactions: [saves]\n").over(defaults)
    assert merged.tree == {"language": "tr", "brand": {"color": "#ffffff", "logo": "a.svg"}, "actions": ["saves"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("client: A\nclient: B\n", "row 2: 'client' stands twice, in lines 1 and 2. Keep one of them."),
        (
            "targets:\n  ctr: {value: 1%}\n  ctr: {value: 2%}\n",
            "row 3, column 'targets': 'ctr' stands twice, in lines 2 and 3. Keep one of them.",
        ),
        ("brand:\n\tcolor: x\n", "row 2: line 2 is indented with a tab. Indent with spaces."),
        ("- a\n- b\n", "row 1: a list of `key: value` lines is needed, found a list."),
        ("acme\n", "row 1: a list of `key: value` lines is needed, found the text 'acme'."),
        ("", "the file is empty."),
        ("# nothing yet\n", "the file is empty."),
        (b"client: Caf\xe9\n", "byte 12 is not UTF-8. Save the file as UTF-8."),
        ("a: &x 1\nb: *x\n", "row 2: line 2 uses a YAML anchor."),
        ("margin: %35\n", "row 1: line 1 starts a value with a sign that YAML reserves. Put quotes around the value."),
        ("client: Acme: Kahve\n", "row 1: line 1 has a second colon. Put quotes around a text that holds a colon."),
        ('client: "Acme\n', "cannot be read as YAML"),
        (
            "targets:\n  ctr: {value: 3,5%}\n",
            "row 2, column 'targets.ctr': '5%' stands without a value. Write decimals with a point: 3.5%.",
        ),
        ("[a]: 1\n", "a key must be a single word or text"),
    ],
)
def test_problems(tmp_path, text, message):
    problems = _read(tmp_path, text).problems
    assert len(problems) == 1
    assert message in str(problems[0])
    assert "params/acme.yml" in str(problems[0])


def test_a_missing_file_is_a_problem(tmp_path):
    assert "cannot be opened" in str(read(tmp_path / "none.yml").problems[0])


def test_python_objects_are_never_made(tmp_path):
    document = _read(tmp_path, "client: !!python/object/apply:os.system ['true']\n")
    assert document.tree == {"client": ["true"]}
