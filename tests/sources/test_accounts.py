"""One page is one account, whatever its files call it; what may be one page but is left apart is told."""

import pytest
from export_samples import as_csv

from kpilib.sources import SourceSpec, load
from kpilib.tables import Store

FB = ["Post ID", "Page ID", "Page name", "Publish time", "Permalink", "Views", "Reach"]


def content(*pages: str) -> bytes:
    rows = [[str(n), "1", page, f"03/0{n}/2026 10:00", "https://f", "100", "80"] for n, page in enumerate(pages, 1)]
    return as_csv([FB, *rows])


def series(title: str, *values: int) -> bytes:
    days = "".join(f'"2026-03-{day:02d}T01:00:00","{value}"\n' for day, value in enumerate(values, 1))
    return f'sep=,\n"{title}"\n"Date","Primary"\n{days}'.encode("utf-16")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "content.csv").write_bytes(content("Acme Kahve", "Acme Kahve"))
    (tmp_path / "Views.csv").write_bytes(series("Views", 50, 60, 70))
    return tmp_path


def read(folder, *more: SourceSpec, client: str = "acme") -> Store:
    return load([SourceSpec(path="content.csv"), *more], base=folder, client=client)


def accounts(store: Store) -> dict[str, set[str]]:
    return {name: set(store.frame(name)["account"]) for name in store.names}


def warnings(store: Store) -> list[str]:
    return [str(problem) for problem in store.problems if problem.severity == "warning"]


def test_a_file_that_names_no_account_joins_the_only_one_of_its_network(folder):
    store = read(folder, SourceSpec(path="Views.csv", network="facebook"))
    assert accounts(store) == {"accounts_daily": {"Acme Kahve"}, "posts": {"Acme Kahve"}}
    assert set(store.spans["account"]) == {"Acme Kahve"}
    assert not any("account" in text for text in warnings(store))
    assert any("'acme' is taken for 'Acme Kahve'" in note for entry in store.log for note in entry.notes)


def test_two_names_of_which_one_has_days_and_the_other_posts_are_one_page_and_told(folder):
    store = read(folder, SourceSpec(path="Views.csv", network="facebook", account="main"))
    assert accounts(store) == {"accounts_daily": {"main"}, "posts": {"main"}}
    assert any("'Acme Kahve' and 'main' of facebook are taken for one page" in text for text in warnings(store))


def test_two_names_that_the_client_file_gives_stay_two_and_are_told(folder):
    specs = [
        SourceSpec(path="content.csv", account="Acme Kahve"),
        SourceSpec(path="Views.csv", network="facebook", account="main"),
    ]
    store = load(specs, base=folder, client="acme")
    assert accounts(store) == {"accounts_daily": {"main"}, "posts": {"Acme Kahve"}}
    assert any("they are added as two accounts" in text for text in warnings(store))


def test_a_name_spelt_alike_takes_the_client_files_spelling_even_among_several(folder):
    (folder / "content.csv").write_bytes(content("Acme Kahve", "Acme Tea"))
    store = read(folder, SourceSpec(path="Views.csv", network="facebook", account="acmekahve"))
    assert accounts(store) == {"accounts_daily": {"acmekahve"}, "posts": {"acmekahve", "Acme Tea"}}


def test_spellings_are_united_before_a_file_without_a_name_is_placed(folder):
    profiles = "Date,Network,Profile,Audience,Net Audience Growth\n03/01/2026,Facebook,@AcmeKahve,500,1\n"
    (folder / "profiles.csv").write_text(profiles)
    store = read(folder, SourceSpec(path="profiles.csv"), SourceSpec(path="Views.csv", network="facebook"))
    assert accounts(store) == {"accounts_daily": {"Acme Kahve"}, "posts": {"Acme Kahve"}}
    days = store.frame("accounts_daily").sort_values("date")
    assert days["views"].tolist() == [50, 60, 70]
    assert days["followers"].tolist()[0] == 500


def test_an_unnamed_file_among_several_accounts_is_told_not_guessed(folder):
    (folder / "content.csv").write_bytes(content("Acme Kahve", "Acme Tea"))
    store = read(folder, SourceSpec(path="Views.csv", network="facebook"))
    assert accounts(store)["accounts_daily"] == {"acme"}
    told = [text for text in warnings(store) if "no account is named" in text]
    assert len(told) == 1
    assert "Views.csv" in told[0]
    assert "'Acme Kahve', 'Acme Tea'" in told[0]


def test_accounts_of_other_networks_are_left_alone(folder):
    store = read(folder, SourceSpec(path="Views.csv", network="instagram", account="main"))
    assert accounts(store) == {"accounts_daily": {"main"}, "posts": {"Acme Kahve"}}
    assert not any("account" in text for text in warnings(store))


def test_the_same_series_under_two_names_is_told(tmp_path):
    for name in ("a", "b", "c"):
        values = (5, 6, 7, 8, 9) if name != "c" else (5, 6, 7, 8, 10)
        (tmp_path / f"{name}.csv").write_bytes(series("Views", *values))
    specs = [SourceSpec(path=f"{name}.csv", network="facebook", account=name) for name in "abc"]
    store = load(specs, base=tmp_path)
    told = [text for text in warnings(store) if "have the same views on every day both have" in text]
    assert len(told) == 1
    assert "'a' and 'b' of facebook" in told[0]


def test_a_day_taken_from_the_other_sources_reaches_a_cached_store(tmp_path, folder):
    audience = 'sep=,\n"Age & gender"\n"","Women","Men"\n"18-24","60","40"\n'.encode("utf-16")
    (folder / "Audience.csv").write_bytes(audience)
    specs = [
        SourceSpec(path="content.csv"),
        SourceSpec(path="Views.csv", network="facebook"),
        SourceSpec(path="Audience.csv", network="facebook", account="Acme Kahve"),
    ]
    for _ in range(2):
        audience = load(specs, base=folder, client="acme", cache=tmp_path / "cache").frame("audience")
        assert audience["account"].tolist() == ["Acme Kahve"] * 2
        assert {str(day) for day in audience["as_of"]} == {"2026-03-02"}
