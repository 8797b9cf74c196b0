"""Exports of networks, ads and web analytics as their platforms write them, and the figures worked out by hand."""

from export_samples import as_xlsx
from reading_back import read, rows


def test_meta_content_of_2024_with_its_stray_column_and_an_error_row(tmp_path):
    header = (
        "Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,Permalink,Is crosspost,"
        "Is share,Post type,Languages,Custom labels,Funded content status,Data comment,Date,IMPRESSION:UNIQUE_USERS,"
        'Reach,Impressions,"Reactions, Comments and Shares",Reactions,Comments,Shares,Total clicks,Link Clicks,'
        "Negative feedback from users: Hide all\n"
    )
    body = (
        '122098765432109876,9,Acme,Short,"A longer, text",0,02/03/2024 14:05,N/A,https://f/1,0,0,Photos,,,,,Lifetime,,'
        "700,900,12,8,3,1,40,5,0\n"
        ",,,,,,,,,,,,,,,Post was deleted,Lifetime,,,,,,,,,,\n"
    )
    store = read(tmp_path, "posts.csv", "\ufeff" + header + body, timezone="America/Los_Angeles")
    assert rows(
        store, "posts", "post_id", "text", "type", "impressions", "views", "reach", "clicks", "link_clicks"
    ) == [("122098765432109876", "A longer, text", "image", 900, None, 700, 40, 5)]
    # 14:05 in Los Angeles in February is 22:05 in UTC
    assert rows(store, "posts", "published_at", "published_precision", "is_share") == [
        ("2024-02-03 22:05", "minute", False)
    ]
    assert (store.log[0].rows_read, store.log[0].rejected) == (2, 1)


def test_meta_content_with_money_and_a_scope_for_organic_and_boosted(tmp_path):
    content = (
        "Post ID,Page ID,Page name,Publish time,Permalink,Post type,Views,Reach,Reach from Organic posts,"
        "Reach from Boosted posts,Views from Organic posts,Views from Boosted posts,3-second video views,"
        "Seconds viewed,Average Seconds viewed,Estimated earnings (USD)\n"
        "1,9,Acme,02/03/2026 14:05,https://f/1,Reels,100,80,50,40,60,40,30,123.5,4.1,0.25\n"
    )
    store = read(tmp_path, "posts.csv", content)
    columns = ("scope", "reach", "views", "video_views", "watch_time_s", "avg_watch_s", "revenue", "currency")
    assert rows(store, "posts", *columns) == [
        ("total", 80, 100, 30, 123.5, 4.1, 0.25, "USD"),
        ("organic", 50, 60, None, None, None, None, None),
        ("paid", 40, 40, None, None, None, None, None),
    ]


def test_meta_audience_of_2024_states_the_followers(tmp_path):
    content = (
        'sep=,\n"Facebook followers"\n"FB_PAGE FOLLOW UNIQUE_USERS"\n"1234"\n\n'
        '"Facebook followers by gender and age"\n"","Women","Men"\n"18-24","2.5%","1.5%"\n'
    ).encode("utf-16")
    store = read(tmp_path, "Audience.csv", content, account="a", exported_at="2024-05-06")
    assert rows(store, "accounts_daily", "network", "followers", "date") == [("facebook", 1234, "2024-05-06")]
    assert rows(store, "audience", "network", "dimension", "value", "share") == [
        ("facebook", "age_gender", "Women 18-24", 0.025),
        ("facebook", "age_gender", "Men 18-24", 0.015),
    ]


ADS = [
    ["Reporting starts", "Reporting ends", "Ad name", "Ad delivery", "Ad Set Name", "Results", "Result indicator",
     "Reach", "Impressions", "Amount spent (UAH)"],
    ["2026-03-01", "2026-03-31", "", "", "", "", "", "1500", "3000", "150.5"],
    ["2026-03-01", "2026-03-31", "Blue", "active", "Set", "5", "actions:link_click", "900", "1000", "50.25"],
    ["2026-03-01", "2026-03-31", "Red", "active", "Set", "7", "actions:link_click", "800", "2000", "100.25"],
]  # fmt: skip


def test_meta_ads_total_row_is_set_aside_and_reach_stays_a_figure_of_the_range(tmp_path):
    store = read(tmp_path, "ads.xlsx", as_xlsx(ADS, "Raw Data Report"), account="a")
    columns = ("ad", "ad_group", "level", "spend", "currency", "impressions", "results", "result_type", "date_end")
    assert rows(store, "ads_daily", *columns) == [
        ("Blue", "Set", "ad", 50.25, "UAH", 1000, 5.0, "actions:link_click", "2026-03-31"),
        ("Red", "Set", "ad", 100.25, "UAH", 2000, 7.0, "actions:link_click", "2026-03-31"),
    ]
    totals = rows(store, "period_totals", "metric", "value", "breakdown", "segment", "start", "end")
    assert sorted(totals) == [
        ("reach", 800.0, "ad_id", "Red", "2026-03-01", "2026-03-31"),
        ("reach", 900.0, "ad_id", "Blue", "2026-03-01", "2026-03-31"),
    ]


LINKEDIN = [
    ["Aggregated engagement metrics for your page"],
    ["Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)",
     "Unique impressions (organic)", "Clicks (organic)", "Clicks (sponsored)", "Clicks (total)",
     "Reactions (organic)", "Reactions (sponsored)", "Reactions (total)", "Shares (organic)", "Shares (sponsored)",
     "Shares (total)", "Engagement rate (total)"],
    ["03/14/2026", "100", "20", "120", "70", "5", "1", "6", "4", "-1", "3", "2", "0", "2", "0.08"],
]  # fmt: skip


def test_linkedin_content_has_three_scopes_a_day(tmp_path):
    store = read(tmp_path, "acme_content_1773532800000.xlsx", as_xlsx(LINKEDIN, "Metrics"), account="a")
    columns = ("date", "scope", "impressions", "reach", "clicks", "reactions", "shares")
    assert rows(store, "accounts_daily", *columns) == [
        ("2026-03-14", "organic", 100, 70, 5, 4, 2),
        ("2026-03-14", "paid", 20, None, 1, -1, 0),
        ("2026-03-14", "total", 120, None, 6, 3, 2),
    ]
    assert {str(day)[:10] for day in store.frame("accounts_daily")["exported_at"]} == {"2026-03-15"}


def test_linkedin_posts_know_days_not_hours(tmp_path):
    records = [
        ["Posts published"],
        ["Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date",
         "Impressions", "Views (Excluding offsite video views)", "Clicks", "Likes", "Comments", "Reposts", "Follows",
         "Content Type"],
        ["Hello", "https://www.linkedin.com/feed/update/urn:li:activity:7099999999999999999", "Organic", "", "Ada",
         "03/14/2026", "", "500", "40", "9", "7", "2", "1", "3", "Video"],
    ]  # fmt: skip
    store = read(tmp_path, "posts.xlsx", as_xlsx(records, "All posts"), account="a")
    columns = ("post_id", "published_precision", "type", "boosted", "impressions", "video_views", "views", "shares")
    assert rows(store, "posts", *columns) == [("7099999999999999999", "day", "video", False, 500, 40, None, 1)]
    assert not any("Ada" in str(row) for row in store.frame("posts").itertuples())


def test_linkedin_followers_are_new_ones_and_organic_counts_the_invited(tmp_path):
    records = [
        ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"],
        ["03/14/2026", "2", "5", "3", "10"],
    ]
    store = read(tmp_path, "f.xlsx", as_xlsx(records, "New followers"), account="a")
    assert sorted(rows(store, "accounts_daily", "scope", "new_followers", "followers")) == [
        ("organic", 8, None), ("paid", 2, None), ("total", 10, None),
    ]  # fmt: skip


def test_linkedin_locations_are_metropolitan_areas_not_countries(tmp_path):
    records = [["Location", "Total followers"], ["Greater Istanbul Area", "120"], ["Berlin Metropolitan Area", "40"]]
    store = read(tmp_path, "f.xlsx", as_xlsx(records, "Location"), account="a", exported_at="2026-03-15")
    assert rows(store, "audience", "dimension", "value", "count", "as_of") == [
        ("city", "Greater Istanbul Area", 120, "2026-03-15"), ("city", "Berlin Metropolitan Area", 40, "2026-03-15"),
    ]  # fmt: skip


def test_linkedin_competitors_take_the_range_above_the_header(tmp_path):
    records = [
        ["03/01/2026 - 03/31/2026"],
        ["Page", "Total Followers", "New Followers", "Total post engagements", "Total posts"],
        ["Acme", "1000", "10", "200", "12"],
        ["Rival", "2000", "30", "90", "4"],
    ]
    store = read(tmp_path, "c.xlsx", as_xlsx(records, "Competitors"))
    columns = ("competitor", "is_own", "followers", "new_followers", "engagements", "posts", "span_start", "date")
    assert rows(store, "competitors_daily", *columns) == [
        ("Acme", True, 1000, 10, 200, 12, "2026-03-01", "2026-03-31"),
        ("Rival", False, 2000, 30, 90, 4, "2026-03-01", "2026-03-31"),
    ]


def test_linkedin_ads_below_a_preamble(tmp_path):
    content = (
        "Campaign Performance Report (in UTC)\nReport Start: 3/1/2026\nReport End: 3/31/2026\n\n"
        "Start Date (in UTC),Account Name,Campaign Group Name,Campaign Name,Campaign ID,Currency,Total Spent,"
        "Impressions,Clicks,Clicks to Landing Page,Reactions,Leads,Conversions,Total Conversion Value\n"
        '3/14/2026,Acme Ads,Spring,Retarget,123,EUR,"1,033.33",2000,50,30,4,2,1,99.5\n'
        "Total,,,,,,1033.33,2000,50,30,4,2,1,99.5\n"
    )
    store = read(tmp_path, "ads.csv", content)
    columns = ("date", "campaign", "ad_group", "ad_group_id", "level", "spend", "clicks_all", "link_clicks", "leads")
    assert rows(store, "ads_daily", *columns) == [
        ("2026-03-14", "Spring", "Retarget", "123", "ad_group", 1033.33, 50, 30, 2.0)
    ]
    assert store.spans[["start", "end"]].map(str).values.tolist() == [["2026-03-01", "2026-04-01"]]


def test_x_content_and_overview(tmp_path):
    content = (
        "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
        "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
        '9007199254740993,"Sat, Aug 1, 2026",@ada hi,https://x/1,100,5,20,1,9,2,3,4,6,1,7,0,0\n'
    )
    store = read(tmp_path, "a.csv", content)
    columns = ("post_id", "published_at", "published_precision", "is_reply", "reactions", "comments", "shares", "saves")
    assert rows(store, "posts", *columns) == [("9007199254740993", "2026-08-01 00:00", "day", True, 5, 3, 4, 1)]
    assert rows(store, "posts", "engagements_reported", "link_clicks", "clicks", "follows") == [(20, 7, None, 2)]
    overview = (
        "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,"
        'Create Post,Video views,Media views\n"Sat, Aug 1, 2026",100,5,20,1,9,2,1,3,4,6,7,8,9\n'
    )
    days = read(tmp_path, "b.csv", overview)
    columns = ("new_followers", "lost_followers", "posts", "reactions", "comments", "shares", "saves", "video_views")
    assert rows(days, "accounts_daily", *columns) == [(2, 1, 7, 5, 3, 4, 1, 8)]
    video = (
        "Video overview,,,,,\nDate,Views,Watch Time (ms),Completion Rate,Average Watch Time (ms),Estimated Revenue\n"
    )
    third = read(tmp_path, "c.csv", video + '"Sat, Aug 1, 2026",8,12500,0.4,1500,0\n')
    assert rows(third, "accounts_daily", "video_views", "watch_time_s") == [(8, 12.5)]


def test_twitter_promoted_figures_make_the_plain_ones_organic(tmp_path):
    content = (
        "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
        "user profile clicks,url clicks,follows,promoted impressions,promoted engagements,promoted likes\n"
        "1,https://x/1,hi,2021-01-30 12:56 +0000,215.0,9.0,0.04,1.0,2.0,3.0,4.0,5.0,6.0,50.0,2.0,1.0\n"
    )
    name = "tweet_activity_metrics_Acme_20210101_20210201_en.csv"
    store = read(tmp_path, name, content)
    columns = ("account", "scope", "impressions", "reactions", "profile_visits", "link_clicks")
    assert rows(store, "posts", *columns) == [("Acme", "organic", 215, 3, 4, 5), ("Acme", "paid", 50, 1, None, None)]
    assert store.spans["end"].map(str).tolist() == ["2021-02-01"]


def test_tiktok_days_walk_back_across_new_year(tmp_path):
    header = '"Date","Video Views","Profile Views","Likes","Comments","Shares"\n'
    days = '"December 31","10","1","2","-1","0"\n"January 1","20","1","2","3","0"\n'
    store = read(tmp_path, "Overview.csv", header + days, year=2026)
    assert rows(store, "accounts_daily", "date", "views", "video_views", "comments") == [
        ("2025-12-31", 10, 10, -1), ("2026-01-01", 20, 20, 3),
    ]  # fmt: skip


def test_tiktok_followers_undefined_is_missing_and_shares_of_both_kinds(tmp_path):
    history = '"Date","Followers","Difference in followers from previous day"\n'
    history += '"January 1","undefined","undefined"\n"January 2","500","7"\n'
    store = read(tmp_path, "FollowerHistory.csv", history, year=2026)
    assert rows(store, "accounts_daily", "followers", "net_followers") == [(None, None), (500, 7)]
    gender = read(
        tmp_path, "FollowerGender.csv", "Gender,Distribution\nFemale,73.7\nMale,26.3\n", exported_at="2026-02-01"
    )
    assert rows(gender, "audience", "dimension", "value", "share", "as_of") == [
        ("gender", "Female", 0.737, "2026-02-01"), ("gender", "Male", 0.263, "2026-02-01"),
    ]  # fmt: skip
    places = "Top territories,Distribution\nTR,0.601\nDE,0.399\n"
    country = read(tmp_path, "FollowerTopTerritories.csv", places, exported_at="2026-02-01")
    assert rows(country, "audience", "dimension", "share") == [("country", 0.601), ("country", 0.399)]


def test_tiktok_videos(tmp_path):
    content = (
        '"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views",'
        '"Total play time","Average watch time","Add to favorites"\n'
        '"August 2","hello","https://www.tiktok.com/@a/video/7234567890123456789","July 16","5","2","1","100",'
        '"0:10:00","6.5","3"\n'
    )
    store = read(tmp_path, "Content.csv", content, year=2026)
    columns = ("post_id", "published_at", "views", "video_views", "saves", "watch_time_s", "avg_watch_s", "type")
    assert rows(store, "posts", *columns) == [
        ("7234567890123456789", "2026-07-16 00:00", 100, 100, 3, 600.0, 6.5, "video")
    ]
    # the export is of 2 August, so a video of November is of the year before
    late = read(tmp_path, "Content.csv", content.replace("July 16", "November 3"), year=2026)
    assert rows(late, "posts", "published_at") == [("2025-11-03 00:00",)]


TIKTOK_ADS = [
    ["Campaign name", "Ad name", "Impressions", "Reach", "Frequency", "Cost", "Clicks (all)", "Clicks (destination)",
     "Video views", "Video views at 100%"],
    ["Total Body Workout", "One", "1000", "700", "1.43", "50.00", "30", "20", "900", "100"],
    ["Spring", "Two", "2000", "1500", "1.33", "70.00", "60", "40", "1800", "200"],
    ["Total of 2 results", "", "3000", "2000", "1.5", "120.00", "90", "60", "2700", "300"],
]  # fmt: skip


def test_tiktok_ads_keep_a_campaign_whose_name_begins_with_total(tmp_path):
    store = read(tmp_path, "ads.xlsx", as_xlsx(TIKTOK_ADS), covers="2026-03-01..2026-03-31", currency="USD")
    columns = ("campaign", "ad", "spend", "clicks_all", "link_clicks", "completed_views", "date", "date_end")
    assert rows(store, "ads_daily", *columns) == [
        ("Total Body Workout", "One", 50.0, 30, 20, 100, "2026-03-01", "2026-03-31"),
        ("Spring", "Two", 70.0, 60, 40, 200, "2026-03-01", "2026-03-31"),
    ]
    assert sorted(value for (value,) in rows(store, "period_totals", "value")) == [700.0, 1500.0]


def test_youtube_total_row_gives_the_viewers_of_the_range(tmp_path):
    content = (
        "Con\u00adtent,Video title,Video publish time,Du\u00adra\u00adtion,Views,Unique viewers,Watch time (hours),"
        "Subscribers,Im\u00adpres\u00adsions,Average view duration,Likes,Comments added,Your estimated revenue (USD)\n"
        "Total,,,,300,220,2.5,-1,5000,0:00:30,9,3,1.25\n"
        ' -abc,"One, two","Apr 29, 2020",94,200,150,1.5,-2,3000,0:04:34,6,2,1.00\n'
        'xyz,Three,"Mar 1, 2021",60,90,80,0.5,1,1500,0:00:20,3,1,0.20\n'
    )
    store = read(tmp_path, "Table data.csv", content, covers="2026-03-01..2026-03-31")
    columns = (
        "post_id",
        "published_at",
        "duration_s",
        "views",
        "watch_time_s",
        "follows",
        "impressions",
        "avg_watch_s",
    )
    assert rows(store, "posts", *columns) == [
        ("-abc", "2020-04-29 00:00", 94.0, 200, 5400.0, -2, 3000, 274.0),
        ("xyz", "2021-03-01 00:00", 60.0, 90, 1800.0, 1, 1500, 20.0),
    ]
    assert rows(store, "posts", "revenue", "currency") == [(1.0, "USD"), (0.2, "USD")]
    assert rows(store, "period_totals", "metric", "value", "start", "end", "breakdown") == [
        ("viewers", 220.0, "2026-03-01", "2026-03-31", None)
    ]


def test_youtube_totals_of_another_metric_and_figures_by_country(tmp_path):
    totals = read(tmp_path, "Totals.csv", "Date,Watch time (hours)\n2026-03-01,1.5\n2026-03-02,0\n")
    assert rows(totals, "accounts_daily", "date", "watch_time_s", "views") == [
        ("2026-03-01", 5400.0, None), ("2026-03-02", 0.0, None),
    ]  # fmt: skip
    subscribers = read(tmp_path, "Totals.csv", "Date,Subscribers\n2026-03-01,-3\n")
    assert rows(subscribers, "accounts_daily", "net_followers") == [(-3,)]
    places = (
        "Geography,Views,Unique viewers,Average view duration,Watch time (hours)\n"
        "Total,300,220,0:00:30,2.5\nTR,200,150,0:00:30,1.5\nDE,90,80,0:00:20,0.5\n"
    )
    store = read(tmp_path, "Table data.csv", places, covers="2026-03-01..2026-03-31")
    assert rows(store, "period_totals", "metric", "value", "breakdown", "segment") == [
        ("viewers", 150.0, "country", "TR"), ("viewers", 80.0, "country", "DE"),
    ]  # fmt: skip


GA4 = """# ----------------------------------------
# Traffic acquisition
# Account: Acme
# Property: acme.example
# ----------------------------------------
#
# All Users
# Start date: 20260301
# End date: 20260331
Session source / medium,Sessions,Engaged sessions,{average},Event count,Key events,{rate},Total revenue,Users
,30,20,9.5,100,3,0.1,5.5,25
l.facebook.com / referral,10,8,12.5,40,2,0.2,5.5,9
(direct) / (none),20,12,8,60,1,0.05,0,16
""".format(average="Average engagement time per session", rate="Session key event rate")


def test_ga4_acquisition_of_a_range(tmp_path):
    store = read(tmp_path, "data-export.csv", GA4)
    columns = ("source", "medium", "network", "channel", "sessions", "engagement_time_s", "converting_sessions")
    assert rows(store, "web_daily", *columns) == [
        ("l.facebook.com", "referral", "facebook", "Organic Social", 10, 125.0, 2.0),
        ("(direct)", "(none)", None, "Direct", 20, 160.0, 1.0),
    ]
    assert rows(store, "web_daily", "site", "breakdown", "date", "date_end", "revenue", "currency") == [
        ("acme.example", "acquisition", "2026-03-01", "2026-03-31", 5.5, "EUR"),
        ("acme.example", "acquisition", "2026-03-01", "2026-03-31", 0.0, "EUR"),
    ]
    assert rows(store, "period_totals", "metric", "value", "breakdown", "segment") == [
        ("users", 9.0, "acquisition", "l.facebook.com / referral"), ("users", 16.0, "acquisition", "(direct) / (none)"),
    ]  # fmt: skip


def test_ga4_hours_are_summed_to_days_and_a_filter_names_the_event(tmp_path):
    content = (
        "# ---\n# Report CSV Export\n# Account: A\n# Property: p\n# ---\n#\n# All Users\n"
        "# Start date: 20260301\n# End date: 20260302\n"
        "Session default channel group,Date + hour (YYYYMMDDHH),Users,Sessions,Key events\n"
        "Organic Social,2026030109,4,5,1\nOrganic Social,2026030110,4,6,0\nOrganic Social,2026030200,1,1,1\n"
    )
    store = read(tmp_path, "d.csv", content, event="newsletter_signup")
    days = rows(store, "web_daily", "date", "sessions", "users", "conversions", "conversion_type")
    assert sorted(days) == [
        ("2026-03-01", 11, None, 1.0, "newsletter_signup"), ("2026-03-02", 1, None, 1.0, "newsletter_signup"),
    ]  # fmt: skip


def test_google_ads_in_utf_16_with_tabs_and_total_rows(tmp_path):
    content = (
        'Campaign report\n"July 14, 2026 - August 10, 2026"\n'
        "Campaign status\tCampaign\tCampaign ID\tDay\tCurrency code\tCost\tImpr.\tClicks\tConversions\tConv. value\n"
        'Enabled\tSpring\t12\t2026-07-14\tEUR\t"1,033.33"\t2,000\t50\t1.5\t--\n'
        "Total: Campaigns\t--\t\t\tEUR\t1033.33\t2000\t50\t1.5\t--\n"
        "Total: Account\t--\t\t\tEUR\t1033.33\t2000\t50\t1.5\t--\n"
    ).encode("utf-16")
    store = read(tmp_path, "report.csv", content)
    columns = (
        "date",
        "campaign_id",
        "spend",
        "impressions",
        "clicks_all",
        "link_clicks",
        "conversions",
        "conversion_value",
    )
    assert rows(store, "ads_daily", *columns) == [("2026-07-14", "12", 1033.33, 2000, 50, 50, 1.5, None)]
    assert store.spans[["start", "end"]].map(str).values.tolist() == [["2026-07-14", "2026-08-11"]]
