"""The demo's exports: the same bytes every time, read back as they were written, small, invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpilib.demo import write
from kpilib.demo.cast import LANGUAGES, MODELS, NETWORKS, brands
from kpilib.demo.voice import PANEL, caption, pillars
from kpilib.params import load
from kpilib.sources import PRESETS

PARAMS = Path(__file__).parents[2] / "params"
REPRESENTATIVE = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The demo and one further client of each business model."""
    params = tmp_path_factory.mktemp("demo") / "params"
    write(params, clients=REPRESENTATIVE)
    return params


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_committed_demo_is_what_the_code_writes(folder):
    written = _files(folder)
    committed = {
        name: content for name, content in _files(PARAMS).items() if name.startswith(("demo.", "exports/demo/"))
    }
    assert committed.keys() == {name for name in written if name.startswith(("demo.", "exports/demo/"))}
    assert [name for name, content in committed.items() if content != written[name]] == []


def test_the_committed_demo_stays_under_a_megabyte():
    assert sum(len(content) for content in _files(PARAMS / "exports" / "demo").values()) < 1_000_000


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path):
    write(tmp_path / "one", clients=2, seed=7)
    write(tmp_path / "two", clients=2, seed=7)
    write(tmp_path / "three", clients=2, seed=8)
    one, two, three = (_files(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one.keys() == three.keys()
    assert one != three


@pytest.mark.parametrize("number", range(REPRESENTATIVE))
def test_every_client_is_read_without_an_error(folder, tmp_path, monkeypatch, number):
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path))
    brand = brands(REPRESENTATIVE)[number]
    client = load(brand.slug, folder=folder)
    store = client.store()
    assert client.warnings == ()
    assert [str(problem) for problem in store.problems if problem.severity == "error"] == []
    assert [entry.file for entry in store.log if entry.rejected] == []
    assert store.data_date.isoformat() == "2026-10-31"


def test_models_and_languages_all_come_and_no_name_is_part_of_another():
    cast = brands(26)
    assert {(brand.model, brand.language) for brand in cast[1:]} == {(m, ln) for m in MODELS for ln in LANGUAGES}
    slugs = [brand.slug for brand in brands(300)]
    assert len(set(slugs)) == 300
    assert not [(a, b) for a in slugs for b in slugs if a != b and a in b]
    assert len({brand.client for brand in brands(300)}) == 300


@pytest.mark.parametrize("number", range(1, REPRESENTATIVE))
def test_no_network_turns_up_on_which_the_client_has_no_account(folder, tmp_path, monkeypatch, number):
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path))
    brand = brands(REPRESENTATIVE)[number]
    store = load(brand.slug, folder=folder).store()
    columns = (("orders", "source"), ("leads", "network"), ("messages", "network"), ("mentions", "network"))
    named = {
        str(value)
        for table, column in columns
        if table in store.names
        for value in store.frame(table)[column].dropna().unique()
    }
    assert named & set(NETWORKS) <= {account.network for account in brand.accounts}
    assert named & set(NETWORKS)


def test_a_benchmark_is_named_in_the_language_of_the_client():
    assert set(PANEL) == set(LANGUAGES)
    assert len(set(PANEL.values())) == len(LANGUAGES)


def test_captions_bring_scripts_and_emoji(folder):
    text = "".join(
        path.read_text(encoding="utf-8-sig") for path in (folder / "exports/demo/meta/instagram").glob("*_*.csv")
    )
    assert all(sign in text for sign in ("☕", "ğ", "咖", "กา"[:1]))


@pytest.mark.parametrize("model", MODELS)
def test_every_business_model_has_subjects_of_its_own(model):
    def said(of, language):
        return {caption(of, language, pillar, number) for pillar in pillars(of) for number in range(40)}

    others = {text for other in MODELS if other != model for language in LANGUAGES for text in said(other, language)}
    assert len(pillars(model)) == 4
    assert all(len(said(model, language) - others) == len(said(model, language)) > 6 for language in LANGUAGES)


def test_every_platform_of_the_demo_is_recognised(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path))
    used = {entry.preset for entry in load("demo", folder=folder).store().log}
    assert used == {
        "meta_content_fb", "meta_content_ig", "meta_series", "x_content", "x_overview", "youtube_table",
        "youtube_totals", "linkedin_content", "linkedin_posts", "linkedin_followers", "linkedin_audience", "ga4",
        "generic",
    }  # fmt: skip
    assert used <= {preset.name for preset in PRESETS} | {"generic"}


def test_logos_are_drawn_for_each_brand(folder):
    logos = {(folder / f"{brand.slug}.svg").read_text() for brand in brands(REPRESENTATIVE)}
    assert len(logos) == REPRESENTATIVE
    assert all(
        logo.startswith("<svg") and "http://www.w3.org/2000/svg" in logo and "<image" not in logo for logo in logos
    )
