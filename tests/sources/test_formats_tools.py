"""Exports of CRM, links, help desks, listening, advocacy and surveys, and the figures worked out by hand."""

import pytest
from reading_back import read, rows

from kpilib.sources import SourceSpec, load, recognise


def test_hubspot(tmp_path):
    contacts = (
        "Record ID,First Name,Email,Original Traffic Source,Original Traffic Source Drill-Down 1,"
        "Original Traffic Source Drill-Down 2,Lifecycle Stage,Create Date,"
        "Date entered “Marketing Qualified Lead (Lifecycle Stage Pipeline)”,"
        "\"Date entered 'Customer (Lifecycle Stage Pipeline)'\"\n"
        "101,Ada,ada@x,Organic Social,LinkedIn,spring,Customer,2026-03-01 10:00,2026-03-02 09:00,2026-03-09 09:00\n"
        "102,Bob,bob@x,Paid Search,google,kw,Lead,2026-03-03 10:00,,\n"
    )
    store = read(tmp_path, "contacts.csv", contacts)
    columns = ("lead_id", "source", "network", "medium", "campaign", "status", "mql_at", "customer_at")
    assert rows(store, "leads", *columns) == [
        ("101", "Organic Social", "linkedin", None, "spring", "Customer", "2026-03-02 09:00", "2026-03-09 09:00"),
        ("102", "Paid Search", None, "google", "kw", "Lead", None, None),
    ]
    assert "ada" not in store.frame("leads").to_csv().casefold()
    deals = (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Is Closed Won,"
        "Is Deal Closed?,Associated Contact IDs\n"
        "1,One,Closed Won,Sales,100.5,2026-03-09 10:00,2026-03-01 10:00,Ada,true,true,101;102\n"
        "2,Two,Demo,Sales,50,2026-09-01 10:00,2026-03-01 10:00,Ada,false,false,\n"
        "3,Three,Gone,Sales,0,2026-03-08 10:00,2026-03-01 10:00,Ada,false,true,\n"
    )
    store = read(tmp_path, "deals.csv", deals)
    assert rows(store, "deals", "deal_id", "status", "amount", "lead_id", "closed_at") == [
        ("1", "won", 100.5, "101", "2026-03-09 10:00"),
        ("2", "open", 50.0, None, None),
        ("3", "lost", 0.0, None, "2026-03-08 10:00"),
    ]
    assert "Ada" not in store.frame("deals").to_csv()


def test_salesforce_history_keeps_the_last_stage_and_stops_at_the_footer(tmp_path):
    content = (
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Amount Currency,Close Date,Created Date,"
        "Opportunity ID,Lead Source\n"
        'Ada,Big Co,One,Prospecting,"1,000.00",USD,12/31/2026,3/14/2026,006A,Web\n'
        'Ada,Big Co,One,Closed Won,"1,200.00",USD,3/20/2026,3/14/2026,006A,Web\n'
        'Ada,Small Co,Two,Closed Lost,"5,000.50",USD,3/21/2026,3/15/2026,006B,Web\n'
        "\nGrand Totals (2 records),,,,6200.5,,,,,\nConfidential Information - Do Not Distribute,,,,,,,,,\n"
        '"Copyright © 2000-2026 salesforce.com, inc. All rights reserved.",,,,,,,,,\n'
    )
    store = read(tmp_path, "report.csv", content, dates="month-first")
    assert rows(store, "deals", "deal_id", "stage", "status", "amount", "currency", "created_at", "closed_at") == [
        ("006A", "Closed Won", "won", 1200.0, "USD", "2026-03-14 00:00", "2026-03-20 00:00"),
        ("006B", "Closed Lost", "lost", 5000.5, "USD", "2026-03-15 00:00", "2026-03-21 00:00"),
    ]


def test_bitly_and_short_io(tmp_path):
    content = (
        "Link,Custom Link,Date created,Title,Destination URL,Engagements,Status\n"
        "bit.ly/3abc,go.acme.example/s,2026-03-01,T,https://acme.example/?utm_source=ig&utm_campaign=spring,42,Active\n"
    )
    store = read(tmp_path, "links.csv", content)
    assert rows(store, "links", "link_id", "url", "clicks", "utm_source", "utm_medium", "utm_campaign", "date") == [
        ("bit.ly/3abc", "go.acme.example/s", 42, "ig", None, "spring", None)
    ]
    content = (
        "idString,shortURL,originalPath,originalURL,title,clicks,createdAt\n"
        "lnk_1,https://s/1,1,https://acme.example,T,7,2026-03-01T10:00:00.000Z\n"
    )
    other = read(tmp_path, "short.csv", content)
    assert rows(other, "links", "link_id", "clicks", "created_at") == [("lnk_1", 7, "2026-03-01 10:00")]


def test_zendesk(tmp_path):
    content = (
        "Summation column,Id,Requester,Requester id,Assignee,Subject,Tags,Via,Created at,Solved at,Satisfaction Score,"
        "Reopens,Replies,First reply time in minutes,First reply time in minutes within business hours,"
        "Full resolution time in minutes within business hours\n"
        "1,11,Ada,900,Bob,hi,vip urgent,Twitter,2026-03-01 10:00,2026-03-02 10:00,Good,1,3,90,30,120\n"
        "1,12,Ada,900,Bob,hi,,Mail,2026-03-01 10:00,,Offered,0,0,,,\n"
        "1,13,Ada,900,Bob,hi,,Closed Ticket,2026-03-01 10:00,,Bad,0,0,0,0,\n"
    )
    store = read(tmp_path, "tickets.csv", content)
    columns = ("message_id", "network", "first_reply_at", "first_reply_business_s", "resolution_business_s", "csat")
    assert rows(store, "messages", *columns) == [
        ("11", "x", "2026-03-01 11:30", 1800.0, 7200.0, 1.0),
        ("12", "email", None, None, None, None),
        ("13", "other", "2026-03-01 10:00", 0.0, None, 0.0),
    ]
    assert rows(store, "messages", "tag", "agent_name", "kind", "direction")[0] == (
        "vip;urgent", "Employee 1", "ticket", "in",
    )  # fmt: skip
    assert not {"Ada", "Bob"} & set(store.frame("messages").astype("string").to_numpy().ravel())


def test_sprout_posts_and_profiles(tmp_path):
    content = (
        "Date,Post ID,Network,Post Type,Content Type,Profile,Sent by,Link,Post,Impressions,Organic Impressions,"
        "Paid Impressions,Reach,Engagement Rate (per Impression),Engagements,Reactions,Comments,Shares,Saves,"
        "Post Link Clicks,Post Clicks (All),Video Views\n"
        '03/14/2026 02:05 pm,1_2,Facebook,Post,Photo,Acme,Ada,https://f,hi,"1,234","1,000",234,900,2.5%,31,20,6,5,0,3,9,\n'
    )
    store = read(tmp_path, "posts.csv", content)
    columns = ("network", "account", "published_at", "scope", "impressions", "reactions", "clicks", "link_clicks")
    assert rows(store, "posts", *columns) == [
        ("facebook", "Acme", "2026-03-14 14:05", "total", 1234, 20, 9, 3),
        ("facebook", "Acme", "2026-03-14 14:05", "organic", 1000, None, None, None),
        ("facebook", "Acme", "2026-03-14 14:05", "paid", 234, None, None, None),
    ]
    profiles = (
        "Date,Network,Profile,Audience,Net Audience Growth,Audience Gained,Published Posts,Impressions,Engagements\n"
        '03/14/2026,Instagram,acme,"10,250",-3,5,2,"1,500",80\n'
    )
    days = read(tmp_path, "profiles.csv", profiles)
    columns = ("network", "followers", "net_followers", "new_followers", "posts", "impressions", "engagements")
    assert rows(days, "accounts_daily", *columns) == [("instagram", 10250, -3, 5, 2, 1500, 80)]


def test_hootsuite(tmp_path):
    content = (
        "Conversation ID,Medium,Channel,Channel Display Name,Contact Profile ID,Contact Primary Identifier,"
        "Contact Secondary Identifier,Created at,Last Status Change Agent ID\n"
        "c1,Instagram,acme,Acme,55,Ada,@ada,2026-03-01T10:00:00Z,77\n"
    )
    store = read(tmp_path, "inbox.csv", content)
    assert rows(store, "messages", "message_id", "network", "account", "direction", "first_reply_at", "sent_at") == [
        ("c1", "instagram", "acme", "in", None, "2026-03-01 10:00")
    ]
    assert "Ada" not in store.frame("messages").to_csv()
    assert "77" not in store.frame("messages")["agent"].tolist()


def test_hubspot_contacts_with_internal_names(tmp_path):
    contacts = (
        "hs_object_id,hs_analytics_source,hs_analytics_source_data_1,lifecyclestage,createdate,"
        "hs_date_entered_marketingqualifiedlead,hs_v2_date_entered_marketingqualifiedlead,hs_date_entered_customer,"
        "hs_v2_date_entered_3206386937\n"
        "101,SOCIAL_MEDIA,LinkedIn,customer,2026-03-01 10:00,2026-03-03 09:00,2026-03-02 09:00,2026-03-09 09:00,"
        "2026-03-04 08:00\n"
    )
    (tmp_path / "contacts.csv").write_text(contacts)
    store = load([SourceSpec(path="contacts.csv")], base=tmp_path, stages={"3206386937": "sql"})
    columns = ("lead_id", "network", "status", "created_at", "mql_at", "sql_at", "customer_at")
    assert rows(store, "leads", *columns) == [
        ("101", "linkedin", "customer", "2026-03-01 10:00", "2026-03-02 09:00", "2026-03-04 08:00", "2026-03-09 09:00")
    ]


def test_the_older_export_of_meltwater(tmp_path):
    header = (
        "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tLanguage\tReach\tEngagement\t"
        "AVE\tSentiment\tInput Name\tTweet Id\tAlternate Date Format\tTime\tDocument ID\n"
    )
    cells = (
        "06-Feb-2026 03:03PM\t\thttps://x/1\t\tHello\tTwitter\t@Acme\tChile\tes\t500\t7\t9\tNot Rated\tAcme\t7\t"
        "06-Feb-26\t03:03 PM\t\n"
        "07-Feb-2026 09:15AM\tA title\thttps://n/2\tOpening\t\tLa Tercera\tAda\tChile\tes\t90\t\t\tNegative\tRival\t\t"
        "07-Feb-26\t09:15 AM\td2\n"
    )
    store = read(tmp_path, "m.csv", (header + cells).encode("utf-16"))
    columns = ("mention_id", "brand", "is_own", "by_brand", "network", "published_at", "sentiment", "reach", "text")
    assert rows(store, "mentions", *columns) == [
        ("7", "Acme", True, True, "x", "2026-02-06 15:03", None, 500, "Hello"),
        ("d2", "Rival", False, False, "web", "2026-02-07 09:15", "negative", 90, "Opening"),
    ]


def test_listening(tmp_path):
    meltwater = (
        "Date\tTime\tDocument ID\tURL\tInput Name\tSource Type\tSource Name\tAuthor Handle\tTitle\tHit Sentence\t"
        "Country\tLanguage\tSentiment\tReach\tAVE\tEngagement\n"
        "14-Mar-2026\t10:30AM\td1\thttps://x/1\tAcme\tTwitter\tx\t@Acme\tT\tHello\tTurkey\ttr\tNot Rated\t500\t99\t7\n"
    ).encode("utf-16")
    store = read(tmp_path, "m.csv", meltwater)
    columns = ("mention_id", "brand", "is_own", "by_brand", "network", "published_at", "sentiment", "reach")
    assert rows(store, "mentions", *columns) == [("d1", "Acme", True, True, "x", "2026-03-14 10:30", None, 500)]
    talkwalker = (
        "title,content,url,published,reach,engagement,sentiment,lang,source_type,extra_author_attributes.name,"
        "extra_source_attributes.name,extra_source_attributes.world_data.country\n"
        "T,Hello,https://n/1,2026-03-14 10:30,500,7,-5,en,ONLINENEWS,Ada,Daily,Turkey\n"
    )
    store = read(tmp_path, "t.csv", talkwalker, dates="iso")
    columns = ("mention_id", "network", "sentiment", "sentiment_score", "country", "source_name")
    assert rows(store, "mentions", *columns) == [("https://n/1", "web", "negative", -1.0, "Turkey", "Daily")]
    brandwatch = (
        "Report:,x\nBrand:,Acme\nFrom:,2026-03-01\nTo:,2026-03-31\nLabel:,y\n\n"
        "Query Id,Query Name,Date,Title,Url,Page Type,Language,Country,Author,Full Text,Sentiment,Reach\n"
        "1,Rival,2026-03-14 10:30:00.0,T,https://n/2,twitter,en,TR,@bob,Hello,positive,9\n"
    )
    store = read(tmp_path, "b.csv", brandwatch)
    assert rows(store, "mentions", "brand", "is_own", "by_brand", "network", "sentiment", "text") == [
        ("Rival", False, False, "x", "positive", "Hello")
    ]


def test_advocacy(tmp_path):
    users = "Name,Type,Created On,Onboarded,Last Active,Reach,Posts,Shares,Clicks\n"
    users += "Ada,User,2026-01-01,2026-01-02,2026-03-01,500,3,4,50\n"
    store = read(tmp_path, "users.csv", users, covers="2026-03-01..2026-03-31")
    assert rows(store, "employees", "name", "enrolled_at", "last_active_at", "followers") == [
        ("Employee 1", "2026-01-02 00:00", "2026-03-01 00:00", 500)
    ]
    assert rows(store, "shares", "shares", "clicks", "period_end", "content_id") == [(4, 50, "2026-03-31", None)]
    dynamic = (
        "Post Title,Post Views,Shares,Impressions,Clicks,Conversions,Total Reactions,Likes,Comments,Re-shares,"
        "Member Actions,Points,Earned Media Value (EMV)\nP,10,4,900,50,12.5,9,8,3,2,5,100,77\n"
    )
    store = read(tmp_path, "ds.csv", dynamic, covers="2026-03-01..2026-03-31")
    columns = ("shares", "impressions", "clicks", "reactions", "comments", "reshares", "conversions", "revenue")
    assert rows(store, "shares", *columns) == [(4, 900, 50, 9, 3, 2, None, None)]


NPS = {"constants": {"survey": "nps"}}


def test_surveys_with_their_rows_of_headers(tmp_path):
    monkey = (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,How likely?,\n,,,,,Open-Ended Response,Other\n"
        "9007199254740993,1,03/14/2026 10:00:00 AM,03/14/2026 10:02:00 AM,1.2.3.4,9,\n"
        "9007199254740994,1,03/14/2026 11:00:00 AM,03/14/2026 11:02:00 AM,1.2.3.4,,\n"
    )
    store = read(tmp_path, "m.csv", monkey, preset="surveymonkey", columns={"score": "How likely?"}, **NPS)
    columns = ("response_id", "submitted_at", "question", "score", "scale_min", "scale_max")
    assert rows(store, "surveys", *columns) == [("9007199254740993", "2026-03-14 10:02", "How likely?", 9.0, 0.0, 10.0)]
    qualtrics = (
        "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,Q1\n"
        "Start Date,End Date,Response Type,Progress,Finished,Recorded Date,Response ID,How likely?\n"
        '"{""ImportId"":""startDate""}",x,x,x,x,x,x,x\n'
        "2026-03-14 10:00:00,2026-03-14 10:05:00,IP Address,100,True,2026-03-14 10:06:00,R_1,10\n"
        "2026-03-14 10:00:00,2026-03-14 10:05:00,Survey Preview,100,True,2026-03-14 10:06:00,R_2,1\n"
        "2026-03-14 10:00:00,2026-03-14 10:05:00,IP Address,40,False,2026-03-14 10:06:00,R_3,1\n"
    )
    store = read(tmp_path, "q.csv", qualtrics, preset="qualtrics", columns={"score": "Q1"}, **NPS)
    assert rows(store, "surveys", "response_id", "submitted_at", "score") == [("R_1", "2026-03-14 10:06", 10.0)]
    typeform = (
        "#,<b>How likely?</b>,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID\n"
        "a1,8,completed,2026-03-14 10:00:00,,2026-03-14 10:02:00,n\nb2,3,started,2026-03-14 10:00:00,,,n\n"
    )
    spec = {"preset": "typeform", "columns": {"score": "<b>How likely?</b>"}, "timezone": "Europe/Istanbul"}
    store = read(tmp_path, "t.csv", typeform, **spec, **NPS)
    assert rows(store, "surveys", "response_id", "submitted_at", "score") == [("a1", "2026-03-14 10:02", 8.0)]


@pytest.mark.parametrize(
    ("name", "content", "preset"),
    [
        ("Chart data.csv", "Date,Geography,Views\n2026-03-01,TR,3\n", "youtube_chart"),
        ("links.csv", "Long URL,Backhalf,Tags,Title,UTM Source\nhttps://a,b,c,d,e\n", "bitly_template"),
    ],
)
def test_files_that_are_known_but_give_no_figures(tmp_path, name, content, preset):
    (tmp_path / name).write_text(content)
    found = recognise(tmp_path / name)
    assert (found.preset, found.tables) == (preset, ())
    assert found.problems
