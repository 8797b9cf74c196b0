"""Sources of visits become networks and channels by the editable rule file."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.sources.enrich import channel_of, network_of
from kpilib.sources.hashtags import hashtags


@pytest.mark.parametrize(
    ("source", "network"),
    [
        ("l.facebook.com", "facebook"), ("m.facebook.com", "facebook"), ("facebook", "facebook"), ("fb", "facebook"),
        ("l.instagram.com", "instagram"), ("t.co", "x"), ("lnkd.in", "linkedin"), ("www.linkedin.com", "linkedin"),
        ("youtu.be", "youtube"), ("TikTok", "tiktok"), ("google", None), ("acme.example", None), ("netflix.com", None),
    ],
)  # fmt: skip
def test_network_of_a_source(source, network):
    assert network_of(source) == network


@pytest.mark.parametrize(
    ("source", "medium", "channel"),
    [
        ("(direct)", "(none)", "Direct"),
        ("google", "organic", "Organic Search"),
        ("google", "cpc", "Paid Search"),
        ("facebook", "paid_social", "Paid Social"),
        ("l.facebook.com", "referral", "Organic Social"),
        ("youtube.com", "referral", "Organic Video"),
        ("newsletter", "email", "Email"),
        ("acme.example", "referral", "Referral"),
        ("acme.example", "", "Unassigned"),
    ],
)
def test_default_channel_of_source_and_medium(source, medium, channel):
    assert channel_of(source, medium) == channel


@given(st.lists(st.none() | st.text("#aÇé_ ☕7", max_size=30), max_size=12), st.sampled_from([1, 2, 5, 100]))
def test_hashtags_are_those_of_each_text_whatever_the_blocks(texts, size):
    def of(text):
        tags = [found.casefold() for found in re.findall(r"#(\w+)", text or "")]
        return ";".join(dict.fromkeys(tags)) or None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kpilib.sources.hashtags._AT_ONCE", size)
        for column in (pa.array(texts, pa.string()), pa.array(texts, pa.large_string())):
            assert hashtags(column).to_pylist() == [of(text) for text in texts]


def test_hashtags_in_bytes_equal_hashtags_in_texts():
    texts = ["#One two #two_2 #one", "", "no tag", "#Çay☕ #สวัสดี#b", None, "a#b.", "##x", "# y", "end #"]
    chunks = pa.chunked_array([pa.array(texts[:4], pa.string()), pa.array(texts[4:], pa.string())])
    assert hashtags(chunks).to_pylist() == ["one;two_2", None, None, "çay;สวัสดี;b", None, "b", "x", None, None]
