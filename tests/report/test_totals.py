"""Tables by the type of posts, for a client whose files also hold daily figures of the account."""

from __future__ import annotations

import pytest

from kpilib.report import open_report


@pytest.fixture
def by_type(tmp_path):
    """Six images and two reels with 10 likes each; the page as a whole had 50 likes a day."""
    posts = [f"{n},2026-10-0{n},{'image' if n < 7 else 'reel'},10" for n in range(1, 9)]
    days = [f"2026-10-{day:02},50" for day in range(1, 32)]
    (tmp_path / "posts.csv").write_text("\n".join(["Id,Day,Type,Likes", *posts]) + "\n", encoding="utf-8")
    (tmp_path / "days.csv").write_text("\n".join(["Day,Likes", *days]) + "\n", encoding="utf-8")
    fixed = "constants: {network: linkedin, account: acme, scope: total}, dates: iso"
    columns = "columns: {post_id: Id, published_at: Day, type: Type, reactions: Likes}"
    (tmp_path / "acme.yml").write_text(
        f"client: Acme\nsources:\n  - {{path: posts.csv, as: generic, table: posts, {columns}, {fixed}}}\n"
        "  - {path: days.csv, as: generic, table: accounts_daily, columns: {date: Day, reactions: Likes}, "
        f"{fixed}}}\n",
        encoding="utf-8",
    )
    report = open_report(str(tmp_path / "acme.yml"), "2026-10")
    return report.by_network("posts_published", "engagements", "engagements_per_post", by="type").content


def test_the_total_is_that_of_the_rows(by_type):
    """By hand: 60 and 20 likes of posts; the 1,550 of the page are not theirs."""
    assert [[cell["text"] for cell in row[:3]] for row in by_type["rows"]] == [
        ["Image", "6", "60"],
        ["Reel", "2", "20"],
    ]
    assert [cell["text"] for cell in by_type["total"]] == ["Total", "8", "80", "10.0"]


def test_a_rate_of_fewer_than_five_posts_is_none(by_type):
    image, reel = (row[3] for row in by_type["rows"])
    assert (image["text"], reel["text"], reel["mark"]) == ("10.0", "n/a", "¹")
    assert by_type["notes"][:-1] == ["¹ fewer than 5."]


def test_a_note_tells_what_the_card_counts_instead(by_type):
    """By hand: 31 days of 50 likes; posts, which both count alike, and likes of each post are not among them."""
    told = "Posts published in this period only. By the accounts' daily figures, as on the cards: Engagements 1,550."
    assert by_type["notes"][-1] == told
