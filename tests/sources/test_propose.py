"""A folder of exports becomes a client file that asks only what no file can tell."""

import yaml
from export_samples import AUDIENCE, GA4, SERIES, as_csv, rows_of, samples

from kpilib.sources import SourceSpec, load, propose, recognise
from kpilib.sources.presets import BY_NAME


def folder(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    unnamed = SERIES.decode("utf-16").replace("Facebook reach", "Content interactions").encode("utf-16")
    (exports / "Interactions.csv").write_bytes(unnamed)
    (exports / "Interactions (1).csv").write_bytes(unnamed)
    (exports / "Audience.csv").write_bytes(AUDIENCE)
    (exports / "data-export [1].csv").write_bytes(GA4)
    (exports / "Overview.csv").write_bytes(as_csv(rows_of(BY_NAME["tiktok_overview"])))
    (exports / "answers.csv").write_bytes(as_csv(rows_of(BY_NAME["typeform"])))
    (exports / "fruit.csv").write_text("Fruit,Colour\napple,red\n")
    return exports


def test_the_result_can_be_read_and_passes(tmp_path):
    text = propose(folder(tmp_path), client="acme", base=tmp_path)
    written = yaml.safe_load(text)
    assert written["client"] == "acme"
    networks = {entry["path"]: entry.get("network") for entry in written["sources"]}
    assert networks["exports/Interactions.csv"] == "facebook"
    assert networks["exports/Interactions (1).csv"] == "instagram"
    assert "# not read: exports/fruit.csv" in text
    specs = [
        SourceSpec(**{("preset" if key == "as" else key): value for key, value in entry.items()})
        for entry in written["sources"]
    ]
    store = load(specs, base=tmp_path, currency=written["currency"])
    assert [str(problem) for problem in store.problems if problem.severity == "error"] == []
    assert set(store.names) == {"accounts_daily", "audience", "web_daily", "surveys"}


def test_only_open_questions_are_asked(tmp_path):
    text = propose(folder(tmp_path), client="acme", base=tmp_path)
    entry = text[text.index("data-export") :].splitlines()[1]
    assert entry.startswith(("  - path", "#"))
    assert "CHECK: the year of the newest day" in text
    assert "CHECK: the score" in text


def test_every_format_is_proposed_and_passes(tmp_path):
    for place, (form, name, data) in enumerate(samples()):
        home = tmp_path / "exports" / f"{place}-{form.name}"
        home.mkdir(parents=True)
        (home / name).write_bytes(data)
    text = propose(tmp_path / "exports", client="acme", base=tmp_path)
    assert "# not" not in text
    written = yaml.safe_load(text)
    specs = [
        SourceSpec(**{("preset" if key == "as" else key): str(value) if key == "exported_at" else value
                      for key, value in entry.items()})
        for entry in written["sources"]
    ]  # fmt: skip
    store = load(specs, base=tmp_path, currency=written["currency"], client="acme")
    assert [str(problem) for problem in store.problems if problem.severity == "error"] == []
    assert {entry.preset for entry in store.log} == {form.name for form, _, _ in samples()}


def test_an_empty_folder(tmp_path):
    assert yaml.safe_load(propose(tmp_path, client="a"))["sources"] == []


def test_recognise_says_what_a_file_is(tmp_path):
    found = recognise(folder(tmp_path) / "Interactions.csv")
    assert found.preset == "meta_series"
    assert found.as_dict()["tables"] == [
        {"table": "accounts_daily", "rows": 8, "start": "2026-03-01", "end": "2026-03-08"}
    ]
    assert any("network" in problem.what for problem in found.problems)
    unknown = recognise(tmp_path / "exports" / "fruit.csv")
    assert (unknown.preset, unknown.tables) == (None, ())
    assert unknown.problems
