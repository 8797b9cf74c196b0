"""The basis of a figure and its sources are told in words, in few rows, without a key of the engine."""

import re
from datetime import date

import pytest

from kpilib.exhibits import facts, figures, provenance
from kpilib.sources import PRESETS
from kpilib.tables.store import SourceLog

from .conftest import edition, frame, row


def entry(file, preset, table, kept, first, last, **more):
    return SourceLog(file, preset, table, kept, kept, start=first, end=last, **more)


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("actions=reactions+comments+shares+saves", ["Counted: likes and reactions, comments, shares and saves"]),
        (
            "exposure=facebook:views,instagram:views,x:impressions,linkedin:impressions",
            ["Basis: views on Facebook and Instagram; impressions on X and LinkedIn"],
        ),
        ("scope=organic+paid", ["Content counted: organic and paid"]),
        ("carried=1", ["Last known value, up to 1 day old"]),
        ("carried=2+5", ["Last known value, up to 5 days old"]),
        ("like_for_like=3/4", ["Change counted on the accounts of both periods: 3 of 4"]),
        (
            "estimate=lower:x+upper:linkedin; estimate_before=upper:instagram",
            ["Followers estimated on Instagram, LinkedIn and X: the exports say who came, not who left"],
        ),
        ("actions=shares; carried=2", ["Counted: shares", "Last known value, up to 2 days old"]),
        ("something=new", []),
        (None, []),
    ],
)
def test_the_basis_in_words(english, basis, said):
    assert provenance.basis(basis, english) == said


def test_a_definition_holds_no_key_of_the_engine(every_language):
    basis = "actions=reactions+shares; exposure=x:impressions; scope=organic+paid; carried=2; like_for_like=1/2"
    found = facts(frame(row("engagements", "count", 5.0, basis=basis)), every_language)
    detail = figures.notes(found, every_language).content["definitions"][0]["detail"]
    assert not re.search(r"=|reactions\+|\bscope\b|like_for_like|:impressions", detail)
    assert detail.endswith((".", "。"))


def test_sources_are_told_by_program_and_table(english):
    log = [
        entry("a.csv", "meta_content_fb", "posts", 26, date(2025, 10, 2), date(2025, 11, 13), notes=("no zone",)),
        entry("b.csv", "ga4", "web_daily", 5, date(2026, 1, 1), date(2026, 1, 31)),
        entry("c.csv", "meta_content_ig", "posts", 100, date(2025, 10, 3), date(2026, 10, 31)),
        entry("d.csv", "meta_series", "accounts_daily", 396, date(2025, 10, 1), date(2026, 10, 31)),
        entry("d.csv", "meta_series", "accounts_daily", 396, date(2025, 10, 1), date(2026, 10, 31)),
        entry("e.csv", "linkedin_ads", "ads_daily", 0, None, None),
    ]
    rows = provenance.sources(log, english)
    assert [tuple(line.values()) for line in rows] == [
        ("Meta Business Suite", "Posts", "2 Oct 2025 – 31 Oct 2026", "126", "2 files"),
        ("Meta Business Suite", "Accounts, daily", "1 Oct 2025 – 31 Oct 2026", "792", "1 file"),
        ("Google Analytics 4", "Website, daily", "1–31 Jan 2026", "5", "1 file"),
    ]


def test_a_machine_reads_every_file_with_its_rows(english):
    log = [
        entry("a.csv", "meta_content_fb", "posts", 26, date(2025, 10, 2), date(2025, 11, 13)),
        entry("a.csv", "meta_content_fb", "accounts_daily", 0, None, None),
    ]
    read = figures.notes([], english, log=log).content["read"]
    assert [(line["file"], line["table"], line["rows"], line["start"], line["end"]) for line in read] == [
        ("a.csv", "posts", 26, "2025-10-02", "2025-11-13"),
        ("a.csv", "accounts_daily", 0, None, None),
    ]


def test_many_sources_stand_in_one_row_each(english):
    day = date(2026, 10, 1)
    log = [
        entry(f"{preset}-{table}", preset, table, 1, day, day)
        for preset in ("x_content", "ga4", "zendesk_tickets", "hubspot_contacts", "bitly", "generic", "qualtrics")
        for table in ("posts", "links")
    ]
    rows = provenance.sources(log, english)
    assert len(rows) == 7
    assert rows[0] == {"source": "X Analytics", "table": "Posts; Links", "span": "1 Oct 2026", "rows": "2",
                       "note": "2 files"}  # fmt: skip


def test_every_preset_has_a_name(every_language):
    for preset in [*PRESETS, type("Own", (), {"name": "generic"})]:
        assert provenance.family(preset.name, every_language) != preset.name.replace("_", " "), preset.name


def test_the_program_of_an_export_is_the_longest_known_beginning():
    assert provenance.family("linkedin_ads", edition()) == "LinkedIn Campaign Manager"
    assert provenance.family("linkedin_posts", edition()) == "LinkedIn page exports"
    assert provenance.family("newcomer_list", edition()) == "newcomer list"
