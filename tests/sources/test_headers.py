"""Header names are compared without their accidents, in the languages seen."""

import pytest

from kpilib.sources.headers import aliases, languages_of, normal, read_headers


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Im\u00adpres\u00adsions", "impressions"),
        ("\ufeffPost ID", "post id"),
        ("  Post   ID ", "post id"),
        ("Amount spent (UAH)", "amount spent"),
        ("Spend [USD]", "spend"),
        ("Start Date (in UTC)", "start date (in utc)"),
        ("Submit Date (UTC)", "submit date (utc)"),
        ("Earned Media Value (EMV)", "earned media value (emv)"),
        ("Ｖｉｅｗｓ", "views"),
    ],
)
def test_normalisation(written, compared):
    assert normal(written) == compared


def test_currency_is_kept_and_names_are_unique():
    headers = read_headers(["Views", "Amount spent (UAH)", "Views", ""])
    assert headers.names == ("views", "amount spent", "views.2", "column 4")
    assert headers.currency == {"amount spent": "UAH"}


@pytest.mark.parametrize(
    ("language", "cells", "names"),
    [
        ("es", ["Fecha", "Importe gastado (EUR)"], ("date", "amount spent")),
        ("pt", ["Impressões (orgânicas)", "Alcance"], ("impressions (organic)", "reach")),
        ("tr", ["Gönderi Kimliği", "Erişim"], ("post id", "reach")),
        ("id", ["ID postingan", "Jangkauan"], ("post id", "reach")),
        ("zh", ["帖子编号", "覆盖人数"], ("post id", "reach")),
        ("ko", ["게시물 ID", "링크 클릭 수"], ("post id", "link clicks")),
    ],
)
def test_localised_headers_become_english_ones(language, cells, names):
    assert language in languages_of(cells)
    assert read_headers(cells, language).names == names


def test_every_alias_stands_for_one_english_name():
    for words in aliases().values():
        assert all(theirs and english for theirs, english in words.items())
