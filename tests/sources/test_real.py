"""Real exports give the totals their collection states; the folder is named by KPILIB_REAL_DATA."""

import csv
import os
from pathlib import Path

import duckdb
import pytest

from kpilib.sources import SourceSpec, load, recognise
from kpilib.tables import Store

pytestmark = pytest.mark.real
META = "meta_business_suite_oigetit"


@pytest.fixture(scope="module")
def base() -> Path:
    folder = os.environ.get("KPILIB_REAL_DATA")
    if not folder:
        pytest.skip("KPILIB_REAL_DATA names no folder of real exports")
    return Path(folder)


def sums(store: Store, table: str, *columns: str, **where: str) -> list[int]:
    frame = store.frame(table)
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return [int(frame[column].sum()) for column in columns]


def errors(store: Store) -> list[str]:
    return [str(problem) for problem in store.problems if problem.severity == "error"]


@pytest.fixture(scope="module")
def twitter(base) -> Store:
    return load([SourceSpec(path="twitter_activity_debruine/*.csv")], base=base)


def test_twitter_likes_by_month_are_the_printed_ones(twitter):
    days = twitter.frame("accounts_daily")
    assert len(days) == 365
    month = days["date"].astype("datetime64[s]").dt.month
    printed = [1981, 1603, 2238, 2912, 2083, 2303, 1534, 3535, 2480, 2196]
    assert days.groupby(month)["reactions"].sum().tolist() == [*printed, 2497, 1679]
    assert errors(twitter) == []


def test_twitter_by_day_and_by_tweet_stay_two_sets_of_figures(twitter):
    names = ("impressions", "reactions", "shares", "comments", "link_clicks")
    assert sums(twitter, "accounts_daily", "engagements", "posts", *names) == [
        274113, 3097, 6647097, 27041, 3843, 3903, 55173,
    ]  # fmt: skip
    assert sums(twitter, "posts", "engagements_reported", *names) == [269736, 6506471, 25759, 4778, 3728, 54292]
    posts = twitter.frame("posts")
    assert len(posts) == posts["post_id"].nunique() == 3087
    assert int(posts["is_reply"].sum()) == 2010
    assert set(posts["scope"]) == {"total"}


def test_twitter_rates_by_day_and_by_tweet_are_the_computed_ones(twitter):
    days, posts = twitter.frame("accounts_daily"), twitter.frame("posts")
    for rows, engagements, pooled, mean in (
        (days, "engagements", 0.041238, 0.032925),
        (posts, "engagements_reported", 0.041457, 0.036224),
    ):
        rates = (rows[engagements] / rows["impressions"]).astype(float)
        assert float(rows[engagements].sum() / rows["impressions"].sum()) == pytest.approx(pooled, abs=5e-7)
        assert rates.mean() == pytest.approx(mean, abs=5e-7)
    assert rates.median() == pytest.approx(0.025424, abs=5e-7)
    august = days[days["date"].astype("str").str.startswith("2021-08")]["impressions"]
    assert [int(august.sum()), int(august.max())] == [1639423, 694114]
    assert posts["post_id"].map(int).max() > 2**53
    assert set(posts["account"]) == set(days["account"])


@pytest.fixture(scope="module")
def content(base) -> Store:
    return load([SourceSpec(path=f"{META}/*2025_*.csv")], base=base)


def test_facebook_posts_are_counted_once_across_overlapping_exports(content):
    posts = content.frame("posts")
    facebook = posts[(posts["network"] == "facebook") & (posts["scope"] == "total")]
    assert len(facebook) == facebook["post_id"].nunique() == 261
    figures = ("views", "reach", "reactions", "comments", "shares", "clicks", "link_clicks")
    assert sums(content, "posts", *figures, network="facebook", scope="total") == [15982, 8395, 87, 20, 20, 162, 21]
    assert facebook["type"].value_counts().to_dict() == {"image": 254, "reel": 6, "link": 1}
    assert errors(content) == []


def test_facebook_rows_add_up_as_the_export_says_and_its_short_rows_are_told(content, base):
    path = next((base / META).glob("*1396269028466733.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = {row["Post ID"]: int(row["Reactions, Comments and Shares"]) for row in csv.DictReader(file)}
    posts = content.frame("posts").query("network == 'facebook' and scope == 'total'").set_index("post_id")
    added = posts[["reactions", "comments", "shares"]].sum(axis=1)
    assert {post: int(value) for post, value in added.items()} == written
    assert sum(written.values()) == 127
    assert any("5 of 261 rows end before the last column" in p.what for p in content.problems)
    assert posts["text"].str.contains("\n").any()


def test_false_zero_views_of_one_export_never_replace_the_other(content, base):
    posts = content.frame("posts")
    facebook = posts[(posts["network"] == "facebook") & (posts["scope"] == "total")]
    small = load([SourceSpec(path=f"{META}/*553302954456165.csv")], base=base).frame("posts")
    both = small[small["scope"] == "total"]
    assert len(both) == 48
    assert both["views"].isna().all()
    assert int(facebook[facebook["post_id"].isin(both["post_id"])]["views"].sum()) == 2222
    assert int(both["reach"].sum()) == 1286


def test_instagram_twice_with_the_same_bytes_counts_once(content):
    figures = ("views", "reach", "reactions", "comments", "shares", "saves", "follows")
    assert sums(content, "posts", *figures, network="instagram") == [10931, 7783, 274, 1, 8, 4, 6]
    posts = content.frame("posts")
    instagram = posts[posts["network"] == "instagram"]
    assert instagram["type"].value_counts().to_dict() == {"image": 39, "reel": 38, "carousel": 1}
    assert int(instagram["follows"].notna().sum()) == 3
    assert sum(entry.duplicated for entry in content.log if entry.preset == "meta_content_ig") == 78


def test_meta_series_go_to_the_network_they_name_or_are_given(base):
    def one(name: str, **more: str) -> SourceSpec:
        return SourceSpec(path=f"{META}/{name}.csv", **more)

    specs = [
        one("Follows", network="facebook", account="fb"),
        one("Interactions", network="facebook", account="fb"),
        one("Interactions (1)", network="instagram", account="ig"),
        one("Reach", account="fb"),
        one("Views", network="facebook", account="fb"),
        one("Visits", account="fb"),
        one("Visits (1)", account="ig"),
    ]
    store = load(specs, base=base)
    figures = ("new_followers", "engagements", "reach", "views", "profile_visits")
    assert sums(store, "accounts_daily", *figures, network="facebook") == [66, 208, 10734, 29981, 976]
    assert sums(store, "accounts_daily", "engagements", "profile_visits", network="instagram") == [749, 449]
    assert len(store.frame("accounts_daily")) == 2 * 105
    assert store.data_date.isoformat() == "2025-04-14"
    assert errors(store) == []


def test_a_series_without_network_is_refused_with_advice(base):
    store = load([SourceSpec(path=f"{META}/Interactions.csv")], base=base)
    assert store.names == []
    assert "Set 'network:'" in errors(store)[0]


def test_meta_audience_gives_shares(base):
    spec = SourceSpec(path=f"{META}/Audience.csv", network="facebook", exported_at="2025-04-15")
    audience = load([spec], base=base).frame("audience")
    assert len(audience) == 32
    grid = audience[audience["dimension"] == "age_gender"].set_index("value")["share"]
    assert grid["Women 25-34"] == pytest.approx(0.262)
    assert float(grid.sum()) == pytest.approx(1.0, abs=0.002)
    assert audience[audience["value"] == "Cape Town, South Africa"]["share"].tolist() == [pytest.approx(0.137)]


def test_x_content(base):
    store = load([SourceSpec(path="x_premium_content/*.csv", account="main")], base=base)
    figures = ("impressions", "reactions", "engagements_reported", "saves", "follows", "comments", "shares")
    assert sums(store, "posts", *figures, "profile_visits", "link_clicks") == [25433, 132, 584, 6, 3, 77, 5, 96, 3]
    posts = store.frame("posts")
    assert int(posts["is_reply"].sum()) == 107
    assert len(posts) == 201
    assert str(posts["published_at"].min().date()) == "2026-07-08"
    assert store.spans[["start", "end"]].map(str).values.tolist() == [["2026-07-06", "2026-08-03"]]


def test_the_youtube_total_is_no_video(base):
    store = load([SourceSpec(path="youtube_studio_content_table/*.csv")], base=base)
    posts = store.frame("posts")
    assert len(posts) == 24
    assert sums(store, "posts", "views", "follows", "impressions") == [61503, 316, 841342]
    assert float(posts["watch_time_s"].sum()) / 3600 == pytest.approx(1383.0207)
    assert any("61685" in note and "61503" in note for note in store.log[0].notes)
    assert int((posts["follows"] < 0).sum()) == 2
    assert float(posts["views"].max() / posts["views"].sum()) == pytest.approx(0.94, abs=0.005)
    assert posts["text"].str.contains(",").any()
    assert errors(store) == []


def test_ga4_events(base):
    store = load([SourceSpec(path="ga4_events_multi/events_aptamer.csv")], base=base)
    web = store.frame("web_daily").set_index("event")
    assert len(web) == 39
    assert int(web["events"].sum()) == 304804
    assert web.loc["page_view", "events"] == 129094
    assert web.loc["session_start", "events"] == 44722
    assert set(web["breakdown"]) == {"event"}
    assert float(web["revenue"].sum()) == 0
    assert any(name.startswith("<img") or '"' in name for name in web.index)
    assert store.frame("period_totals").empty  # users by event are no users of the site
    assert {str(day) for day in web["date_end"]} == {"2023-12-31"}


def test_ga4_snapshot_of_stacked_tables(base):
    store = load([SourceSpec(path="ga4_events_multi/reports_snapshot_sciencex.csv")], base=base)
    web = store.frame("web_daily")
    assert web[web["breakdown"] == "acquisition"][["channel", "sessions"]].values.tolist() == [["Organic Social", 7]]
    assert web[web["breakdown"] == "first_user"][["channel", "new_users"]].values.tolist() == [["Organic Social", 3]]
    assert int(web["events"].sum()) == 85
    assert len(web[web["breakdown"] == "event"]) == 6
    days = web[web["breakdown"] == "total"]
    assert len(days) == 28
    assert str(days["date"].min()) == "2023-09-23"
    assert set(web["site"]) == {"science x"}
    totals = store.frame("period_totals")
    last = totals[totals["end"].astype("str") == "2023-10-20"].sort_values("start")
    assert last["value"].tolist() == [3.0, 2.0, 0.0]
    assert errors(store) == []


def test_linkedin_headers_without_rows_are_empty_tables_not_errors(base):
    store = load([SourceSpec(path="linkedin_page_headers_2020/*.xlsx")], base=base)
    assert errors(store) == []
    presets = {entry.preset for entry in store.log}
    assert presets == {
        "linkedin_content", "linkedin_posts", "linkedin_followers", "linkedin_audience", "linkedin_visitors",
    }  # fmt: skip


def test_crm_pipeline_by_an_explicit_map(base):
    spec = SourceSpec(
        path="crm_sales_opportunities/sales_pipeline.csv",
        preset="generic",
        table="deals",
        columns={
            "deal_id": "opportunity_id", "stage": "deal_stage", "status": "deal_stage", "created_at": "engage_date",
            "closed_at": "close_date", "amount": "close_value", "product": "product", "owner_id": "sales_agent",
            "customer_id": "account",
        },
        values={"status": {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}},
        dates="month-first",
        currency="USD",
    )  # fmt: skip
    store = load([spec], base=base)
    deals = store.frame("deals")
    assert deals["status"].value_counts().to_dict() == {"won": 4238, "lost": 2473, "open": 2089}
    assert float(deals["amount"].sum()) == 10005534
    assert [int(deals[name].isna().sum()) for name in ("customer_id", "created_at", "closed_at", "amount")] == [
        1425, 500, 2089, 2089,
    ]  # fmt: skip
    closed = deals[deals["closed_at"].notna()]
    days = (closed["closed_at"] - closed["created_at"]).dt.days
    won, lost = (days[closed["status"] == status] for status in ("won", "lost"))
    assert days.mean() == pytest.approx(47.99, abs=0.005)
    assert [days.median(), won.median()] == [45, 57]
    assert [won.mean(), lost.mean()] == pytest.approx([51.78, 41.48], abs=0.005)
    assert float(deals["amount"].sum()) / 4238 == pytest.approx(2360.91, abs=0.005)
    assert pytest.approx(0.6315, abs=5e-5) == 4238 / 6711
    busiest = closed.groupby("owner_id")["status"].agg(["size", lambda status: (status == "won").sum()])
    assert busiest.loc[busiest["size"].idxmax()].tolist() == [553, 349]
    assert int((deals["product"] == "GTXPro").sum()) == 1480
    told = [str(p) for p in store.problems if p.severity == "warning"]
    assert any("500 of 8800 rows have neither created_at nor closed_at" in text for text in told)


def test_ab_test_by_an_explicit_map(base):
    specs = [
        SourceSpec(
            path=f"ab_test_campaigns/{arm}_group.csv",
            preset="generic",
            table="experiments",
            columns={
                "variant": "Campaign Name", "date": "Date", "spend": "Spend [USD]", "exposures": "# of Impressions",
                "clicks": "# of Website Clicks", "conversions": "# of Purchase",
            },
            constants={"experiment": "test", "goal": "purchase", "unit": "impression", "is_control": arm == "control"},
            dates="day-first",
            currency="USD",
        )
        for arm in ("control", "test")
    ]  # fmt: skip
    store = load(specs, base=base)
    frame = store.frame("experiments")
    control = frame[frame["is_control"] & (frame["date"].astype("str") != "2019-08-05")]
    assert len(frame) == 60
    assert len(control) == 29
    assert int(control["exposures"].sum() / 29) == 109559
    assert float(control["spend"].sum() / control["conversions"].sum()) == pytest.approx(4.4072, abs=1e-4)
    assert frame[frame["date"].astype("str") == "2019-08-05"]["clicks"].isna().sum() == 1
    test = frame[~frame["is_control"] & (frame["date"].astype("str") != "2019-08-05")]
    for arm, printed in ((control, [2304, 109559, 5320, 522]), (test, [2572, 73215, 6038, 512])):
        means = [int(arm[name].sum() / 29) for name in ("spend", "exposures", "clicks", "conversions")]
        assert means == printed
    assert float(test["spend"].sum() / test["conversions"].sum()) == pytest.approx(5.0168, abs=1e-4)
    assert float((test["spend"] / test["conversions"]).mean()) == pytest.approx(5.9999, abs=1e-4)
    assert float((control["spend"] / control["conversions"]).mean()) == pytest.approx(5.0523, abs=1e-4)
    assert errors(store) == []


def test_ab_test_as_ads_keeps_what_the_arms_print(base):
    columns = {"campaign": "Campaign Name", "date": "Date", "spend": "Spend [USD]", "impressions": "# of Impressions",
               "reach": "Reach", "link_clicks": "# of Website Clicks", "add_to_cart": "# of Add to Cart",
               "purchases": "# of Purchase"}  # fmt: skip
    constants = {"platform": "meta", "account": "a", "level": "campaign"}
    spec = SourceSpec(path="ab_test_campaigns/*_group.csv", preset="generic", table="ads_daily", columns=columns,
                      constants=constants, dates="day-first", currency="USD")  # fmt: skip
    ads = load([spec], base=base).frame("ads_daily")
    kept = ads[ads["date"].astype("str") != "2019-08-05"]
    means = {arm.split()[0].casefold(): [int(rows[name].sum() / 29) for name in ("reach", "add_to_cart", "purchases")]
             for arm, rows in kept.groupby("campaign")}  # fmt: skip
    assert means == {"control": [88844, 1300, 522], "test": [52055, 878, 512]}
    empty = ads[ads["date"].astype("str") == "2019-08-05"]
    assert empty["spend"].notna().all()
    assert sorted(empty["reach"].isna()) == [False, True]


ROLLUP = """
create table social_media_reporting__rollup_report as
with metrics as (select *, row_number() over (partition by post_id order by date desc) as place
    from 'facebook_pages_lifetime_post_metrics_total_data.csv'),
posts as (select *, row_number() over (partition by id order by _fivetran_synced desc) as place
    from 'facebook_pages_post_history_data.csv')
select created_time::timestamp as created_timestamp, post_id, message as post_message, 'Fivetran' as page_name,
    null as post_url, 'facebook' as platform, post_clicks as clicks, post_impressions as impressions,
    post_reactions_like_total as likes, 0 as shares, 0 as comments
from metrics join posts on posts.id = metrics.post_id and posts.place = 1 where metrics.place = 1
union all
select snippet_published_at::timestamp, video_id, snippet_title, 'Fivetran', 'https://thumbnail', 'youtube',
    sum(views), 0, sum(likes), sum(shares), sum(comments)
from 'youtube_channel_basic_data.csv' left join 'youtube_video_data.csv' on id = video_id group by 1, 2, 3
"""


def test_fivetran_seeds_through_the_rollup(base, tmp_path, monkeypatch):
    seeds = base / "fivetran_seeds_social" / "integration_tests" / "seeds"
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(f"set file_search_path = '{seeds}'")
        connection.execute(ROLLUP)
    store = load([SourceSpec(sql=f"duckdb://{tmp_path}/w.duckdb", preset="fivetran_social")], base=tmp_path)
    assert errors(store) == []

    def seed(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((seeds / f"{name}.csv").read_text("utf-8").splitlines()))

    newest = {row["post_id"]: row for row in sorted(seed("facebook_pages_lifetime_post_metrics_total_data"),
                                                     key=lambda row: row["date"])}  # fmt: skip
    facebook = [sum(int(row[name]) for row in newest.values())
                for name in ("post_clicks", "post_impressions", "post_reactions_like_total")]  # fmt: skip
    assert sums(store, "posts", "clicks", "impressions", "reactions", network="facebook") == facebook
    known = {row["id"] for row in seed("youtube_video_data")}
    views = sum(int(row["views"]) for row in seed("youtube_channel_basic_data") if row["video_id"] in known)
    youtube = store.frame("posts").query("network == 'youtube'")
    assert int(youtube["views"].sum()) == views == 10
    assert youtube[["clicks", "impressions", "url"]].isna().all(axis=None)
    videos = {row["video_id"] for row in seed("youtube_channel_basic_data")}
    entry = store.log[0]
    assert (entry.rows_read, entry.kept) == (len(newest) + len(videos), len(newest) + len(known & videos))
    assert entry.rejected == len(videos - known)
    assert store.frame("posts").query("network == 'facebook'")[["comments", "shares"]].isna().all(axis=None)


def test_every_export_is_recognised(base):
    folders = (META, "twitter_activity_debruine", "x_premium_content", "youtube_studio_content_table")
    for folder in (*folders, "ga4_events_multi", "linkedin_page_headers_2020"):
        for path in sorted((base / folder).glob("*.[cx][sl]*")):
            assert recognise(path).preset, path
