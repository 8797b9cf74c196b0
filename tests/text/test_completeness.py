"""Nothing is missing, left in English, or written against the rules of a language.

Comes in: every TOML file of the words. Goes out: the keys that break a rule, by name.
"""

from __future__ import annotations

import re
import unicodedata

import pytest

from kpilib.engine import REASONS as REASONS_OF_VALUES
from kpilib.kpis import CATALOGUE
from kpilib.tables import TABLES
from kpilib.text import LANGUAGES, Words
from kpilib.text.lexicon import FOLDER, files, lexicon
from kpilib.text.voice import placeholders

OTHERS = tuple(language for language in LANGUAGES if language != "en")
HAN = r"\u3400-\u9fff"
# A place with the spaces around it: `say` puts those right.
PLACE = re.compile(r" ?\{\w+\} ?")
# Proper names, units and loan words that a language writes as English does. Add a text only with a reason.
NAMES = {
    "Facebook", "Instagram", "LinkedIn", "X", "TikTok", "YouTube", "Pinterest", "Threads", "Bluesky", "Meta", "Google",
    "Microsoft", "Snapchat", "Reddit", "Amazon", "Apple", "GA4", "Universal Analytics", "SMS", "n = {x}", "n", "n =",
    "Meta Business Suite", "Meta Ads Manager", "LinkedIn Campaign Manager", "Google Ads", "TikTok Ads Manager",
    "X Analytics", "Twitter Analytics", "YouTube Studio", "Google Analytics 4", "EveryoneSocial", "Dynamic Signal",
    "HubSpot", "Salesforce", "Fivetran", "Zendesk", "Sprout Social", "Hootsuite", "Bitly", "Short.io", "Meltwater",
    "Talkwalker", "Brandwatch", "SurveyMonkey", "Qualtrics", "Typeform",
}  # fmt: skip
SAME = {
    "tr": {"Video", "Influencer", "Hashtag", "hashtag", "Markov", "Shapley", "Blog", "Segment", "segment"},
    "id": {
        "Video", "Influencer", "Median", "Status", "Target", "Total", "Markov", "Shapley", "Blog", "Audio", "Dealer",
        "Linear", "Medium", "Pipeline", "Margin", "Story", "Target {x}", "Target ≤ {x}",
        "{a} per {b}", "median", "medium", "Format", "pipeline", "status",
    },
    "zh-Hans": set(),
    "zh-Hant": set(),
}  # fmt: skip
# Words that the glossary has another term for, and that term.
OTHER_TERMS = {
    "tr": {r"\b[Aa]nma": "bahsetme", r"\b[Aa]day": "potansiyel müşteri", r"\b[Ii]mpresyon": "gösterim"},
    "id": {
        r"[Jj]aringan": "jejaring", r"[Kk]iriman": "posting", r"\b[Tt]ayangan": "impresi", r"\b[Kk]anal": "saluran",
        r"poin persen\b": "poin persentase", r"halaman tujuan": "halaman arahan",
    },
    "zh-Hans": {
        "帐户|账户|帐号": "账号", "落地页": "着陆页", "利润率": "毛利率", "触达(?!率)": "覆盖", "印象": "展示次数",
    },
    "zh-Hant": {
        "帳號|賬": "帳戶", "社群": "社交", "潛在客戶": "銷售線索", "轉換率": "轉化率", "資料(?!下載)": "數據",
        "篇貼文": "則貼文", "占": "佔", "發布": "發佈", "計畫": "計劃", "平台(?=結構|改變)": "網絡",
    },
}  # fmt: skip
# Words of cause; the strongest link of ours is "consistent with".
CAUSES = {
    "en": r"\b(because|caus\w+|due to|thanks to|led to|leads to|drove|driven|resulted|significan\w+)\b",
    "zh-Hans": "因为|导致|造成|使得|由于|归功于|得益于|拉动|显著",
    "zh-Hant": "因為|導致|造成|使得|由於|歸功於|得益於|拉動|顯著",
    "tr": r"\b(çünkü|neden ol\w*|yüzünden|sayesinde|yol aç\w*|sonucunda|anlamlı)\b",
    "id": r"\b(karena|menyebabkan|akibat|berkat|mengakibatkan|mendorong|signifikan)\b",
}
# A change may be missing for two reasons more than a value.
REASONS = (*REASONS_OF_VALUES, "coverage_differs", "definition_differs")


def phrases(language):
    """Every single phrase of a language: (key, form or None, text)."""
    for key, entry in lexicon(language).items():
        if isinstance(entry, str):
            yield key, None, entry
        else:
            yield from ((key, form, text) for form, text in entry.items())


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@pytest.mark.parametrize("language", OTHERS)
def test_every_key_stands_in_every_language(language):
    english, other = set(lexicon("en")), set(lexicon(language))
    assert not english - other, f"missing in {language}"
    assert not other - english, f"only in {language}"


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_those_of_the_english_phrase(language):
    english = lexicon("en")
    wrong = {
        key: (placeholders(english[key]), placeholders(entry))
        for key, entry in lexicon(language).items()
        if key in english and placeholders(english[key]) != placeholders(entry)
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_the_language_has(language):
    forms = {*Words(language).locale.plural_form.tags, "other"}
    wrong = {key for key, form, _ in phrases(language) if form is not None and form not in forms}
    lacking = {
        key for key, entry in lexicon("en").items() if not isinstance(entry, str) and entry.keys() != {"one", "other"}
    }
    assert not wrong | lacking


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language):
    english = {(key, form): text for key, form, text in phrases("en")}
    left = {
        key: text
        for key, form, text in phrases(language)
        if english.get((key, form), english.get((key, "other"))) == text
        and re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", text))
        and not key.startswith("format.")
        and text not in NAMES | SAME.get(language, set())
    }
    assert not left


@pytest.mark.parametrize("language", OTHERS)
def test_the_terms_are_those_of_the_glossary(language):
    wrong = {
        (key, term): text
        for key, _, text in phrases(language)
        for pattern, term in OTHER_TERMS.get(language, {}).items()
        if re.search(pattern, text)
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_badly_spaced(language):
    wrong = {
        key: text
        for key, _, text in phrases(language)
        if re.search(r"\w", text)
        and (not text.strip() or text != text.strip() or "  " in text or "\n" in text or "..." in text)
    }
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_are_real_signs(language):
    signs, letters = re.compile(r"\s\*\s|(?:^|\s)-(?=\s|\d)|\d-\d|<=|>=|\""), re.compile(r"\s[/x]\s")
    wrong = {
        key: text
        for key, _, text in phrases(language)
        if signs.search(text) or (".formula" in key and letters.search(text))
    }
    assert not wrong


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_punctuation_is_full_width(language):
    wrong = {key: text for key, _, text in phrases(language) if re.search(rf"[{HAN}][,;:!?(]|[,;:!?)][{HAN}]", text)}
    assert not wrong


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_one_space_between_chinese_and_latin(language):
    wrong = {
        key: text
        for key, _, text in phrases(language)
        if not key.startswith("format.")
        and re.search(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]|[{HAN}] [{HAN}]", PLACE.sub("\ue000", text))
    }
    assert not wrong


@pytest.mark.parametrize(("language", "encoding"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5hkscs")])
def test_chinese_keeps_to_its_own_characters(language, encoding):
    wrong = {}
    for key, _, text in phrases(language):
        foreign = "".join(letter for letter in re.findall(rf"[{HAN}]", text) if not _encodes(letter, encoding))
        if foreign:
            wrong[key] = foreign
    assert not wrong


def _encodes(letter, encoding):
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def test_turkish_puts_no_suffix_on_a_number_or_a_place():
    # %80'i, 41ya, {x}ya, {group}'un: the suffix follows the sound of a word that is not known here.
    suffix = re.compile(r"[}\d]['’]?[a-zçğıöşü]")
    wrong = {key: text for key, _, text in phrases("tr") if suffix.search(text) and not key.startswith("format.")}
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_to_be_a_cause_or_significant(language):
    # A caveat may warn of reading a cause into a figure.
    pattern = re.compile(CAUSES.get(language, "(?!)"), re.IGNORECASE)
    wrong = {key: text for key, _, text in phrases(language) if pattern.search(text) and not key.endswith(".caveat")}
    assert not wrong


def test_turkish_puts_the_percent_sign_first():
    wrong = {key: text for key, _, text in phrases("tr") if re.search(r"\d\s?%", text)}
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kpi", CATALOGUE)
def test_every_kpi_is_named_defined_and_cautioned(language, kpi):
    words = Words(language).kpi(kpi)
    assert all((words.name, words.label, words.short, words.definition, words.formula, words.caveat))
    assert width(words.name) <= 50
    assert width(words.short) <= 28
    assert words.definition[-1] in ".。"
    assert words.caveat[-1] in ".。"
    assert words.formula[-1] not in ".。"
    for variant in CATALOGUE[kpi].variant_names[1:]:
        assert Words(language).has(f"kpi.{kpi}.formula_{variant}"), variant
        assert Words(language).has(f"variant.{variant}"), variant


def test_no_formula_is_kept_for_a_variant_that_is_gone():
    keys = {key for key in lexicon("en") if key.startswith("kpi.")}
    formulas = {tuple(key.split(".")[1:]) for key in keys if ".formula_" in key}
    known = {(kpi.id, f"formula_{variant}") for kpi in CATALOGUE.values() for variant in kpi.variant_names[1:]}
    assert formulas <= known
    assert {key.split(".")[1] for key in keys} <= set(CATALOGUE)


def test_the_variant_chooses_formula_and_name():
    words = Words("en").kpi("bounce_rate", "ua")
    assert words.name == "Bounce rate (Universal Analytics)"
    assert Words("zh-Hans").kpi("engagement_rate_reach", "post_mean").name == "互动率（按覆盖，单帖均值）"
    assert words.formula == "bounces ÷ visits"
    assert Words("en").kpi("bounce_rate", "default").name == "Bounce rate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_text_and_a_remedy(language):
    for reason in REASONS:
        said = Words(language).reason(reason)
        assert said.text
        assert said.remedy[-1] in ".。"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_design_is_named(language):
    words = Words(language)
    for table in TABLES:
        assert words.has(f"table.{table}"), table
    for kpi in CATALOGUE.values():
        assert words.has(f"category.{kpi.category}")
        assert words.has(f"stage.{kpi.stage}")
        assert words.has(f"unit_name.{kpi.unit}")
        assert words.has(f"polarity.{kpi.polarity}")
        assert words.has(f"lead_lag.{kpi.lead_lag}")


def test_every_dimension_can_stand_inside_a_line():
    names = {key.split(".")[1] for key in lexicon("en") if key.startswith("dimension.")}
    assert names == {key.split(".")[2] for key in lexicon("en") if key.startswith("exhibits.dimension.")}


def test_every_key_that_the_code_says_is_there():
    pattern = re.compile(r"\bwords\.(?:say|has)\(\s*\"([^\"{}]+)\"|\bWords\([^)]*\)\.say\(\s*\"([^\"{}]+)\"")
    said = {
        (key, str(path.relative_to(FOLDER.parent)))
        for path in FOLDER.parent.rglob("*.py")
        for pair in pattern.findall(path.read_text(encoding="utf-8"))
        for key in pair
        if key
    }
    assert {key for key, _ in said} & set(lexicon("en"))
    assert not {(key, path) for key, path in said if key not in lexicon("en")}


def test_the_key_list_at_the_top_of_the_english_file_is_whole():
    head = (FOLDER / "en.toml").read_text(encoding="utf-8").split("\n\n")[0]
    tops = {key.split(".")[0] for path in files("en")[:1] for key in _own_keys(path)}
    assert not {top for top in tops if not re.search(rf"\b{top}\b", head)}


def _own_keys(path):
    return [line.strip("[]\n") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("[")]
