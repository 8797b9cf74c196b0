"""A client's sources become one store: what is wrong is named, the rest is read."""

import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from export_samples import as_csv

from kpilib.sources import SourceSpec, load
from kpilib.tables import Store

IG = ["Post ID", "Account ID", "Account username", "Description", "Publish time", "Permalink", "Post type", "Views",
      "Reach", "Likes", "Comments", "Shares", "Saves"]  # fmt: skip


def instagram(*rows: dict[str, str]) -> bytes:
    plain = {"Account ID": "1", "Account username": "acme", "Publish time": "01/14/2026 13:34", "Post type": "IG reel",
             "Views": "10", "Reach": "8", "Likes": "1", "Comments": "2", "Shares": "3", "Saves": "4"}  # fmt: skip
    return as_csv([IG, *([{**plain, **row}.get(name, "") for name in IG] for row in rows)])


def read(folder: Path, *specs: SourceSpec, **more) -> Store:
    return load(specs or [SourceSpec(path="*.csv")], base=folder, **more)


def messages(store: Store, severity: str = "error") -> list[str]:
    return [str(problem) for problem in store.problems if problem.severity == severity]


def test_texts_survive_whatever_is_in_them(tmp_path):
    text = "สวัสดี ☕👩‍👩‍👧 𝗯𝗼𝗹𝗱\n\n\"quoted\", a\ttab, \x07 bell, ﬁ, 'é'; end "
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Description": text}))
    store = read(tmp_path)
    assert store.frame("posts")["text"].tolist() == [text]
    assert store.table("posts").text.to_pyarrow().to_pylist() == [text]


def test_an_ambiguous_number_is_a_problem_with_row_and_column(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}, {"Post ID": "2", "Views": "1.234"}))
    store = read(tmp_path)
    problem = next(p for p in store.problems if p.severity == "error")
    assert (problem.row, problem.column) == (3, "views")
    assert "'1.234' fits two number styles" in problem.what
    assert "decimal" in problem.do
    assert store.frame("posts")["views"].isna().tolist() == [False, True]


def test_the_client_files_decimal_sign_mends_it(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "2", "Views": "1.234"}))
    store = read(tmp_path, SourceSpec(path="a.csv", decimal=","))
    assert store.frame("posts")["views"].tolist() == [1234]
    assert messages(store) == []


def test_a_broken_row_is_left_out_named_and_kept_in_the_rejects_file(tmp_path):
    rows = instagram({"Post ID": "1"}, {"Post ID": "2", "Publish time": "soon"}, {"Views": "5"})
    (tmp_path / "a.csv").write_bytes(rows)
    store = read(tmp_path, cache=tmp_path / "cache")
    assert store.frame("posts")["post_id"].tolist() == ["1"]
    assert any("row 3" in text and "publish time" in text for text in messages(store))
    entry = store.log[0]
    assert (entry.rows_read, entry.kept, entry.rejected) == (3, 1, 2)
    rejects = next((tmp_path / "cache" / "rejects").glob("*.csv")).read_text("utf-8-sig")
    assert "soon" in rejects
    assert "no post id" in rejects
    assert "publish time: not a date" in rejects


def test_posts_without_a_publish_time_are_counted_as_rejected(tmp_path):
    rows = instagram({"Post ID": "1"}, {"Post ID": "2", "Publish time": ""}, {"Post ID": "3", "Publish time": "--"})
    (tmp_path / "a.csv").write_bytes(rows)
    store = read(tmp_path, cache=tmp_path / "cache")
    entry = store.log[0]
    assert (entry.rows_read, entry.kept, entry.rejected) == (3, 1, 2)
    assert any("2 of 3 rows are left out: no publish time" in text for text in messages(store, "warning"))
    rejects = next((tmp_path / "cache" / "rejects").glob("*.csv")).read_text("utf-8-sig")
    assert rejects.count("no publish time") == 2


def test_posts_of_which_none_can_have_a_day_are_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("Id,Likes\n1,5\n")
    spec = SourceSpec(path="a.csv", preset="generic", table="posts", columns={"post_id": "Id", "reactions": "Likes"},
                      constants={"network": "facebook", "scope": "total", "published_precision": "day"})  # fmt: skip
    store = read(tmp_path, spec)
    assert store.names == []
    assert any("published_at is not in the file" in text for text in messages(store))


def test_an_employee_share_without_a_day_is_counted_as_rejected(tmp_path):
    header = ["Post", "Date", "Shared by", "Approved By", "Shares", "Clicks", "Engagements", "Branded"]
    rows = [header, ["p", "2026-03-01", "Ada", "", "1", "2", "3", ""], ["q", "", "Ada", "", "1", "2", "3", ""]]
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    store = read(tmp_path)
    assert [(entry.rows_read, entry.kept, entry.rejected) for entry in store.log] == [(2, 1, 1)]
    assert any("1 of 2 rows are left out: no date" in text for text in messages(store, "warning"))


def test_deals_that_no_period_can_contain_are_told(tmp_path):
    rows = [["Id", "Stage", "Begun", "Ended"], ["1", "won", "2026-01-05", ""], ["2", "open", "", ""],
            ["3", "lost", "2026-01-05", "2026-02-05"]]  # fmt: skip
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    columns = {"deal_id": "Id", "stage": "Stage", "status": "Stage", "created_at": "Begun", "closed_at": "Ended"}
    store = read(tmp_path, SourceSpec(path="a.csv", preset="generic", table="deals", columns=columns))
    assert len(store.frame("deals")) == 3
    told = messages(store, "warning")
    assert any("1 of 3 rows have neither created_at nor closed_at" in text for text in told)
    assert any("1 of 3 rows are won or lost without a closing day" in text for text in told)


def test_a_known_format_whose_days_prove_their_order_needs_no_answer(tmp_path):
    header = "Opportunity Name,Stage,Amount,Close Date,Created Date,Opportunity ID\n"
    (tmp_path / "a.csv").write_text(header + "One,Closed Won,5,3/4/2026,2/14/2026,1\n")
    store = read(tmp_path, currency="EUR")
    assert messages(store) == []
    assert str(store.frame("deals")["closed_at"].iloc[0].date()) == "2026-03-04"  # the other column proves it
    (tmp_path / "a.csv").write_text(header + "One,Closed Won,5,3/4/2026,2/11/2026,1\n")
    assert any("cannot tell day from month" in text for text in messages(read(tmp_path, currency="EUR")))


def test_a_survey_without_its_score_says_so(tmp_path):
    (tmp_path / "a.csv").write_text("#,How?,Submit Date (UTC)\na,9,2026-03-01 10:00:00\n")
    assert any("does not say which column holds the score" in text for text in messages(read(tmp_path)))


def test_a_missing_file_and_an_unknown_one_do_not_stop_the_rest(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}))
    (tmp_path / "b.csv").write_text("Fruit,Colour\napple,red\n")
    store = read(tmp_path, SourceSpec(path="gone.csv"), SourceSpec(path="*.csv"), SourceSpec(path="none/*.csv"))
    assert len(store.frame("posts")) == 1
    found = messages(store)
    assert any("gone.csv: there is no such file" in text for text in found)
    assert any("b.csv: not recognised" in text and "Fruit, Colour" in text for text in found)
    assert any("none/*.csv: no file matches" in text for text in found)


def test_a_folder_named_like_a_file_is_named_as_such(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert "a folder, not a file" in messages(read(tmp_path, SourceSpec(path="a.csv")))[0]


def test_the_nearest_format_names_what_is_missing(tmp_path):
    (tmp_path / "a.csv").write_text("Post ID,Account ID,Publish time\n1,2,01/14/2026 13:34\n")
    assert "meta_content_ig, which also needs: Account username" in messages(read(tmp_path))[0]


def test_a_damaged_id_refuses_the_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1.23457E+17"}))
    store = read(tmp_path)
    assert store.names == []
    assert "an id that a spreadsheet has damaged" in messages(store)[0]


def test_the_newest_export_wins_and_a_null_never_replaces_a_number(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Views": "10", "Saves": "7"}))
    (tmp_path / "b.csv").write_bytes(instagram({"Post ID": "1", "Views": "30", "Saves": ""}))
    specs = [
        SourceSpec(path="b.csv", exported_at="2026-03-01"),
        SourceSpec(path="a.csv", exported_at="2026-02-01"),
    ]
    store = read(tmp_path, *specs)
    post = store.frame("posts").iloc[0]
    assert (post["views"], post["saves"]) == (30, 7)
    assert any("restated by the newer export b.csv" in text for text in messages(store, "warning"))


def test_figures_that_contradict_each_other_are_counted(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Views": "10"}))
    (tmp_path / "b.csv").write_bytes(instagram({"Post ID": "1", "Views": "30"}))
    unknown = read(tmp_path)
    assert any("1 row of posts has other figures in b.csv" in text for text in messages(unknown, "warning"))
    known = read(tmp_path, SourceSpec(path="*.csv", exported_at="2026-02-01"))
    assert any("contradicts b.csv" in text for text in messages(known))


def test_history_is_kept_where_asked(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Views": "10"}))
    (tmp_path / "b.csv").write_bytes(instagram({"Post ID": "1", "Views": "30"}))
    specs = [SourceSpec(path=f"{name}.csv", exported_at=f"2026-0{place}-01") for place, name in enumerate("ab", 1)]
    assert sorted(read(tmp_path, *specs, keep_history=True).frame("posts")["views"]) == [10, 30]


def test_daily_files_of_one_metric_each_fill_one_row(tmp_path):
    for name, title in (("Reach", "Facebook reach"), ("Visits", "Facebook visits")):
        days = "".join(f'"2026-03-{day:02d}T01:00:00","{day}"\n' for day in (1, 2, 3))
        (tmp_path / f"{name}.csv").write_bytes(f'sep=,\n"{title}"\n"Date","Primary"\n{days}'.encode("utf-16"))
    store = read(tmp_path, SourceSpec(path="*.csv", account="fb"))
    rows = store.frame("accounts_daily")
    assert rows[["reach", "profile_visits"]].values.tolist() == [[1, 1], [2, 2], [3, 3]]
    assert set(rows["supplied"]) == {";profile_visits;reach;"}
    assert store.spans[["start", "end"]].values.tolist() == [[date(2026, 3, 1), date(2026, 3, 3)]]


def test_one_export_without_a_day_column_covers_its_range(tmp_path):
    rows = [["Reporting starts", "Reporting ends", "Campaign name", "Amount spent (EUR)", "Impressions", "Reach"],
            ["2026-03-01", "2026-03-31", "Spring", "12.50", "1000", "700"]]  # fmt: skip
    (tmp_path / "ads.csv").write_bytes(as_csv(rows))
    store = read(tmp_path)
    row = store.frame("ads_daily").iloc[0]
    assert (row["date"], row["date_end"]) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (row["spend"], row["currency"], row["level"], row["campaign_id"]) == (12.5, "EUR", "campaign", "Spring")
    total = store.frame("period_totals").iloc[0]
    assert (total["value"], total["breakdown"], total["segment"]) == (700.0, "campaign_id", "Spring")
    assert store.spans["end"].tolist() == [date(2026, 4, 1)] * 2


def test_spans_come_from_file_names_and_are_united(tmp_path):
    for first, last in (("Jan-01-2026", "Jan-31-2026"), ("Feb-01-2026", "Feb-28-2026")):
        post = {"Post ID": first, "Publish time": f"{(first[:3] == 'Jan' and '01') or '02'}/03/2026 10:00"}
        (tmp_path / f"{first}_{last}_1234567890123456.csv").write_bytes(instagram(post))
    spans = read(tmp_path).spans
    assert spans[["start", "end"]].values.tolist() == [[date(2026, 1, 1), date(2026, 3, 1)]]


def test_an_archive_is_read_without_unpacking(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("../../Table data.csv", 'Content,Video title,Video publish time,Views\na,b,"Apr 1, 2026",3\n')
        archive.writestr("Totals.csv", "Date,Views\n2026-04-01,3\n")
        archive.writestr("Chart data.csv", "Date,Content,Views\n2026-04-01,a,3\n")
    store = read(tmp_path, SourceSpec(path="export.zip", account="yt"))
    assert store.frame("posts")["views"].tolist() == [3]
    assert store.frame("accounts_daily")["views"].tolist() == [3]
    assert messages(store) == []
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_an_unknown_file_of_an_archive_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("Totals.csv", "Date,Views\n2026-04-01,3\n")
        archive.writestr("fruit.csv", "Fruit,Colour\napple,red\n")
        archive.writestr("readme.txt", "Thank you for your download\n")
    store = read(tmp_path, SourceSpec(path="export.zip", account="yt"))
    assert store.frame("accounts_daily")["views"].tolist() == [3]
    (told,) = [text for text in messages(store, "warning") if "not recognised" in text]
    assert "export.zip/fruit.csv" in told
    assert "Fruit, Colour" in told


def test_localised_export_with_commas(tmp_path):
    rows = "Inicio del informe;Fin del informe;Día;Nombre de la campaña;Importe gastado (EUR);Impresiones\n"
    rows += "2026-03-01;2026-03-31;2026-03-04;Primavera;12,50 €;1.234.567\n"
    (tmp_path / "ads.csv").write_text(rows, encoding="utf-8-sig")
    row = read(tmp_path).frame("ads_daily").iloc[0]
    assert (row["spend"], row["impressions"], row["campaign"]) == (12.5, 1_234_567, "Primavera")


def test_encodings_are_declared_never_guessed(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Description": "çığ"}).decode().encode("cp1254"))
    assert "Set 'encoding'" in messages(read(tmp_path))[0]
    store = read(tmp_path, SourceSpec(path="a.csv", encoding="cp1254"))
    assert store.frame("posts")["text"].tolist() == ["çığ"]


def test_unchanged_sources_are_not_read_again(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}))
    first = read(tmp_path, cache=tmp_path / "cache")
    monkeypatch.setattr(import_module("kpilib.sources.load"), "read_file", None)
    again = read(tmp_path, cache=tmp_path / "cache")
    assert again.folder == first.folder
    assert again.frame("posts")["post_id"].tolist() == ["1"]
    assert again.log == first.log


def test_a_changed_file_is_read_again(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}))
    read(tmp_path, cache=tmp_path / "cache")
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}, {"Post ID": "2"}))
    assert len(read(tmp_path, cache=tmp_path / "cache").frame("posts")) == 2


def test_a_file_named_in_full_is_not_taken_again_by_a_wildcard(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1"}))
    store = read(tmp_path, SourceSpec(path="*.csv"), SourceSpec(path="a.csv", account="short"))
    assert store.frame("posts")["account"].tolist() == ["short"]


def test_zero_is_missing_where_the_client_says_so(tmp_path):
    (tmp_path / "a.csv").write_bytes(instagram({"Post ID": "1", "Views": "0"}, {"Post ID": "2"}))
    store = read(tmp_path, SourceSpec(path="a.csv", zero_is_missing={"instagram": ["views"]}))
    assert store.frame("posts")["views"].isna().tolist() == [True, False]


def test_labels_and_hashtags(tmp_path):
    rows = [{"Post ID": "1", "Description": "New #Spring #spring drink"}, {"Post ID": "2", "Description": "#springs"}]
    (tmp_path / "a.csv").write_bytes(instagram(*rows))
    posts = read(tmp_path, labels={"campaign": {"Spring 26": ["#spring"]}}).frame("posts")
    assert posts["tags"].tolist() == ["spring", "springs"]
    assert posts["campaign"].fillna("none").tolist() == ["Spring 26", "none"]


def test_people_are_hashed_and_numbered(tmp_path):
    header = ["Name", "Type", "Created On", "Onboarded", "Last Active", "Reach", "Posts", "Shares", "Clicks"]
    rows = [header, ["Ada Lovelace", "", "", "2026-01-02", "2026-03-01", "500", "3", "4", "5"]]
    (tmp_path / "a.csv").write_bytes(as_csv(rows))
    spec = SourceSpec(path="a.csv", exported_at="2026-03-31")
    hidden = read(tmp_path, spec, client="acme").frame("employees").iloc[0]
    shown = read(tmp_path, spec, client="acme", names="shown").frame("employees").iloc[0]
    assert (hidden["name"], shown["name"]) == ("Employee 1", "Ada Lovelace")
    assert hidden["employee_id"] == shown["employee_id"]
    assert len(hidden["employee_id"]) == 16
    other = read(tmp_path, spec, client="other").frame("employees").iloc[0]
    assert other["employee_id"] != hidden["employee_id"]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_generic_reads_every_kind_of_file(tmp_path, suffix):
    import pandas as pd

    frame = pd.DataFrame({"When": ["2026-03-01", "2026-03-02"], "What": ["Tools", "tools"], "Sum": [12.5, 7.25]})
    path = tmp_path / f"costs.{suffix}"
    match suffix:
        case "csv":
            frame.to_csv(path, index=False)
        case "tsv":
            frame.to_csv(path, index=False, sep="\t")
        case "jsonl":
            frame.to_json(path, orient="records", lines=True)
        case "parquet":
            frame.to_parquet(path)
        case _:
            frame.to_excel(path, index=False)
    spec = SourceSpec(
        path=path.name, preset="generic", table="costs", columns={"date": "When", "kind": "What", "amount": "Sum"},
        values={"kind": {"Tools": "tools"}}, currency="EUR",
    )  # fmt: skip
    store = read(tmp_path, spec)
    assert messages(store) == []
    costs = store.frame("costs")
    assert costs["amount"].tolist() == [12.5, 7.25]
    assert costs["kind"].tolist() == ["tools", "tools"]


def test_generic_ads_without_ids_go_by_their_names_and_without_days_by_their_range(tmp_path):
    (tmp_path / "a.csv").write_text("Campaign,Cost\nSpring,10\nAutumn,20\n")
    columns = {"campaign": "Campaign", "spend": "Cost"}
    spec = SourceSpec(path="a.csv", preset="generic", table="ads_daily", columns=columns,
                      constants={"platform": "pinterest", "account": "a"}, currency="EUR",
                      covers="2026-03-01..2026-03-31")  # fmt: skip
    store = read(tmp_path, spec)
    assert messages(store) == []
    ads = store.frame("ads_daily").sort_values("spend")
    assert ads[["campaign_id", "level", "spend"]].values.tolist() == [
        ["Spring", "campaign", 10], ["Autumn", "campaign", 20],
    ]  # fmt: skip
    assert {str(day) for day in ads["date_end"]} == {"2026-03-31"}


def test_two_bills_of_one_day_are_added(tmp_path):
    (tmp_path / "a.csv").write_text("Day,Sum,Bill\n2026-03-01,50,1\n2026-03-01,70,2\n2026-03-01,70,2\n")
    spec = SourceSpec(path="a.csv", preset="generic", table="costs", columns={"date": "Day", "amount": "Sum"},
                      constants={"kind": "tools"}, currency="EUR")  # fmt: skip
    store = read(tmp_path, spec)
    assert store.frame("costs")["amount"].tolist() == [120]
    assert any("added to 1" in note for note in store.log[0].notes)


def test_generic_without_date_order_shows_three_samples(tmp_path):
    (tmp_path / "a.csv").write_text("D,A\n1/2/2026,5\n3/4/2026,6\n5/6/2026,7\n")
    spec = SourceSpec(path="a.csv", preset="generic", table="costs", columns={"date": "D", "amount": "A"},
                      constants={"kind": "tools"}, currency="EUR")  # fmt: skip
    found = " ".join(messages(read(tmp_path, spec)))
    assert "'1/2/2026', '3/4/2026', '5/6/2026'" in found
    assert "dates: day-first" in found


def test_a_mapped_header_that_is_absent_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("D,A\n2026-01-01,5\n")
    spec = SourceSpec(path="a.csv", preset="generic", table="costs", columns={"date": "Day", "amount": "A"})
    assert messages(read(tmp_path, spec))


def test_gaps_and_missing_days_are_named(tmp_path):
    header = ["Date", "Impressions", "New follows", "Unfollows", "Create Post"]
    rows = [[f"2026-03-{day:02d}", "5", "1", "0", "1"] for day in (1, 2, 5)]
    (tmp_path / "x.csv").write_bytes(as_csv([header, *rows]))
    (tmp_path / "ig.csv").write_bytes(instagram({"Post ID": "1", "Publish time": "03/20/2026 10:00"}))
    found = messages(read(tmp_path, SourceSpec(path="*.csv", account="a")), "warning")
    assert any("2 days without a row, the first 2026-03-03" in text for text in found)
    assert any("15 days before the last day of the other sources" in text for text in found)
    later = read(tmp_path, SourceSpec(path="*.csv", account="a"), settle_days=20)
    assert not any("before the last day" in text for text in messages(later, "warning"))


def test_negative_daily_counters_are_kept_with_a_warning(tmp_path):
    (tmp_path / "a.csv").write_text("Date,Video Views,Profile Views,Likes,Comments,Shares\nMarch 1,5,1,2,-3,0\n")
    store = read(tmp_path, SourceSpec(path="a.csv", year=2026))
    assert store.frame("accounts_daily")["comments"].tolist() == [-3]
    assert any("negative" in text for text in messages(store, "warning"))


def test_brands_are_compared_before_authors_are_hashed(tmp_path):
    header = ["Document ID", "Input Name", "Hit Sentence", "Date", "Time", "Author Handle", "Source Type", "Sentiment"]
    rows = [["1", "Acme", "hi", "2026-03-01", "10:00", "@AcmeKahve", "twitter", "positive"],
            ["2", "Rival", "ho", "2026-03-01", "11:00", "@someone", "twitter", "unknown"]]  # fmt: skip
    (tmp_path / "a.csv").write_bytes(as_csv([header, *rows], "\t").decode().encode("utf-16"))
    mentions = read(tmp_path, client="x", brands=["Acme", "@acmekahve"]).frame("mentions")
    assert mentions["by_brand"].tolist() == [True, False]
    assert mentions["is_own"].tolist() == [True, False]
    assert mentions["network"].tolist() == ["x", "x"]
    assert "acmekahve" not in str(mentions["author_id"].tolist()).casefold()


def test_an_export_in_another_language_proves_the_order_of_its_days_or_is_asked(tmp_path):
    header = "Gönderi Kimliği,Hesap Kimliği,Hesap kullanıcı adı,Yayınlanma zamanı,Kalıcı bağlantı,Görüntülemeler\n"
    (tmp_path / "a.csv").write_text(header + "1,9,acme,03.04.2026 10:00,https://i/1,5\n")
    store = read(tmp_path)
    assert any("cannot tell day from month in '03.04.2026 10:00'" in text for text in messages(store))
    assert store.frame("posts").empty
    (tmp_path / "a.csv").write_text(
        header + "1,9,acme,03.04.2026 10:00,https://i/1,5\n2,9,acme,13.04.2026 10:00,https://i/2,6\n"
    )
    days = read(tmp_path).frame("posts").sort_values("post_id")["published_at"]
    assert [str(day.date()) for day in days] == ["2026-04-03", "2026-04-13"]
    (tmp_path / "a.csv").write_text(header + "1,9,acme,04/13/2026 10:00,https://i/1,5\n")
    assert str(read(tmp_path).frame("posts")["published_at"].iloc[0].date()) == "2026-04-13"
