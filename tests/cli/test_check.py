"""`kpilib check`, `sources`, `new`, `kpis`, `docs`: every problem in one pass, and exit codes as the contract says."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_clean_data_is_exit_0(client, as_json):
    code, document, _ = as_json("check", "acme")
    assert code == 0
    assert document["client"] == "acme"
    assert [(s["table"], s["kept"], s["start"], s["end"]) for s in document["sources"]] == [
        ("accounts_daily", 2, "2026-09-01", "2026-09-02")
    ]


def test_a_colour_that_nobody_could_read_is_corrected_and_told(client, as_json):
    client.write_text(client.read_text("utf-8") + 'brand: {color: "#ffee00"}\n', encoding="utf-8")
    code, document, _ = as_json("check", "acme")
    assert code == 0
    (told,) = document["problems"]
    assert told["severity"] == "warning"
    assert told["what"].startswith("brand.color #ffee00 has contrast 1.2:1 on white; text uses #")


def test_a_white_logo_on_the_white_cover_is_told(client, as_json):
    shape = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z" fill="{}"/></svg>'
    client.write_text(client.read_text("utf-8") + 'brand: {color: "#0b6e6e", logo: mark.svg}\n', encoding="utf-8")
    (client.parent / "mark.svg").write_text(shape.format("#fff"), encoding="utf-8")
    code, document, _ = as_json("check", "acme")
    assert code == 0
    (told,) = document["problems"]
    assert (told["severity"], told["what"]) == (
        "warning",
        "brand.logo mark.svg can hardly be seen: contrast 1.0:1 on the white cover",
    )
    (client.parent / "mark.svg").write_text(shape.format("#0b6e6e"), encoding="utf-8")
    assert as_json("check", "acme")[1]["problems"] == []


def test_a_broken_row_is_named_and_the_rest_is_kept(client, as_json):
    export = client.parent / "exports" / "days.csv"
    export.write_text(export.read_text("utf-8") + "2026-09-03,x,300,a lot,0,0,7,0,0\n", encoding="utf-8")
    code, document, _ = as_json("check", "acme")
    assert code == 1
    found = [p for p in document["problems"] if p["severity"] == "error"]
    assert {p["row"] for p in found} == {4}
    assert all(p["file"] == "exports/days.csv" and p["column"] and p["what"] for p in found)
    _, rows, _ = as_json("measure", "acme", "--kpi", "likes", "--period", "2026-09-01..2026-09-02")
    assert rows[0]["value"] == 45


def test_a_missing_and_an_unknown_file_are_told_and_the_rest_is_read(client, as_json):
    (client.parent / "exports" / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    client.write_text(
        client.read_text("utf-8") + "  - {path: exports/gone.csv}\n  - {path: exports/notes.csv}\n", encoding="utf-8"
    )
    code, document, _ = as_json("check", "acme")
    assert code == 1
    assert {p["file"] for p in document["problems"] if p["severity"] == "error"} == {
        "exports/gone.csv",
        "exports/notes.csv",
    }
    assert all(p["do"] for p in document["problems"] if p["severity"] == "error")
    assert [s["kept"] for s in document["sources"] if s["table"] == "accounts_daily"] == [2]


def test_an_unknown_key_is_exit_2_with_a_suggestion(client, kpilib):
    client.write_text(client.read_text("utf-8").replace("currency:", "curency:"), encoding="utf-8")
    code, out, err = kpilib("check", "acme")
    assert code == 2
    assert "Did you mean 'currency'" in out + err
    code, _, err = kpilib("measure", "acme", "--kpi", "likes")
    assert code == 2
    assert "Did you mean 'currency'" in err


def test_sources_tells_what_a_file_is(client, as_json, tmp_path):
    code, found, _ = as_json("sources", str(client.parent / "exports" / "days.csv"))
    assert code == 0
    assert found[0]["preset"] == "twitter_days"
    assert found[0]["tables"][0]["table"] == "accounts_daily"
    assert (found[0]["tables"][0]["rows"], found[0]["tables"][0]["start"]) == (2, "2026-09-01")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    code, found, _ = as_json("sources", str(other))
    assert (code, found[0]["preset"]) == (1, None)


def test_new_writes_a_client_file_that_passes_check(client, kpilib, as_json):
    code, out, _ = kpilib("new", "fresh", "--from", str(client.parent / "exports"))
    assert code == 0, out
    assert Path("params/fresh.yml").is_file()
    code, document, _ = as_json("check", "fresh")
    assert code == 0, document
    code, _, err = kpilib("new", "fresh", "--from", str(client.parent / "exports"))
    assert code == 2
    assert "exists already" in err


def test_new_counts_a_page_once_whose_files_name_it_differently(tmp_path, monkeypatch, kpilib, as_json):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path / "cache"))
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "content.csv").write_text(
        "Post ID,Page ID,Page name,Publish time,Permalink,Views,Reach\n"
        "1,9,Acme Kahve,03/01/2026 10:00,https://f/1,100,80\n"
        "2,9,Acme Kahve,03/05/2026 10:00,https://f/2,200,90\n",
        encoding="utf-8-sig",
    )
    days = "".join(f'"2026-03-{day:02d}T00:00:00","{10 * day}"\n' for day in range(1, 7))
    (exports / "Views.csv").write_bytes(f'sep=,\n"Views"\n"Date","Primary"\n{days}'.encode("utf-16"))
    code, out, _ = kpilib("new", "fresh", "--from", "exports")
    assert code == 0, out
    written = Path("params/fresh.yml").read_text("utf-8")
    assert 'account: "Acme Kahve"' in written
    assert "main" not in written
    # 10 + 20 + 30 + 40 + 50 of the daily chart; the two posts' 300 are the same page's and are not added
    _, rows, _ = as_json("measure", "fresh", "--kpi", "views", "--period", "2026-03-01..2026-03-05")
    assert rows[0]["value"] == 150
    named = Path("params/fresh.yml")
    named.write_text(written.replace('account: "Acme Kahve"', "account: main"), encoding="utf-8")
    _, rows, _ = as_json("measure", "fresh", "--kpi", "views", "--period", "2026-03-01..2026-03-05")
    assert rows[0]["value"] == 150
    code, document, _ = as_json("check", "fresh")
    assert code == 0
    assert any("taken for one page" in problem["what"] for problem in document["problems"])


def test_the_catalogue_in_json(as_json):
    code, kpis, _ = as_json("kpis", "--category", "traffic")
    assert code == 0
    known = {
        "id",
        "name",
        "category",
        "unit",
        "polarity",
        "aggregation",
        "inputs",
        "formula",
        "variants",
        "definition_version",
    }
    assert all(set(kpi) == known and kpi["category"] == "traffic" for kpi in kpis)
    assert "social_sessions" in {kpi["id"] for kpi in kpis}


def test_an_unknown_category_is_exit_2(kpilib):
    code, _, err = kpilib("kpis", "--category", "trafic")
    assert code == 2
    assert "Did you mean 'traffic'" in err


def test_generated_pages_are_current(kpilib, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, _, err = kpilib("docs", "--check")
    assert code == 0, err


def test_every_command_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    verbs = ("run", "check", "measure", "kpis", "sources", "new", "demo", "docs")
    assert all(f"## kpilib {verb}" in page for verb in verbs)


def test_sources_says_in_sentences_what_is_wrong_with_a_file(kpilib, tmp_path):
    code, _, said = kpilib("sources", str(tmp_path / "none.csv"))
    assert code == 1
    assert said.endswith("none.csv: there is no such file. Check the path and its spelling.\n")
