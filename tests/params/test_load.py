"""Loading a client file: found, merged, checked in one pass; each message once, as a reader sees it."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from kpilib.errors import ParamsError
from kpilib.kpis import Benchmark, Target
from kpilib.params import Client, find_folder, load, names


def test_the_file_of_the_architecture(folder, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://reader:hunter2@db/marts")
    (folder / "acme.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    text = """# Who this is and why these choices.
client: Acme Kahve
business_model: dtc
language: tr
currency: TRY
timezone: Europe/Istanbul
cadence: month
paper: a4
brand: {color: "#0b6e6e", logo: acme.svg}
notebooks: [overview, reach, engagement, returns]
sources:
  - path: exports/meta/*.csv
  - {path: exports/Interactions.csv, as: meta_series, network: instagram, account: acmekahve}
  - {path: exports/tickets.csv, as: generic, table: messages, columns: {message_id: Id, sent_at: Created}}
  - {sql: "${WAREHOUSE_URL}", table: posts, query: "select * from marts.posts"}
targets:
  engagement_rate_impressions: {value: 3.5%}
  first_response_time: {value: 2h}
  revenue: {value: 20%, over: year}
  leads: {value: 40, per: month}
benchmarks:
  engagement_rate_impressions: {value: 2.1%, from: "Named study", year: 2026}
competitors: [Kahve B, Kahve C]
hours: {mon-fri: "09:00-18:00"}
followers: {instagram/acmekahve: {2026-01-01: 10200}}
margin: 35%
"""
    (folder / "acme.yml").write_text(text, encoding="utf-8")
    client = load("acme", folder=folder)
    assert client.targets == {
        "engagement_rate_impressions": Target(0.035),
        "first_response_time": Target(7200),
        "revenue": Target(0.2, kind="growth", over="year"),
        "leads": Target(40, per="month"),
    }
    assert client.benchmarks == {"engagement_rate_impressions": Benchmark(0.021, "Named study", 2026)}
    assert client.warnings == ()
    specs = client.specs
    assert [spec.path for spec in specs[:3]] == [
        "exports/meta/*.csv",
        "exports/Interactions.csv",
        "exports/tickets.csv",
    ]
    assert (specs[1].preset, specs[1].network, specs[1].account) == ("meta_series", "instagram", "acmekahve")
    assert specs[2].columns == {"message_id": "Id", "sent_at": "Created"}
    assert specs[3].sql == "postgresql://reader:hunter2@db/marts"
    assert "hunter2" not in repr(specs[3])
    assert "hunter2" not in repr(client)
    settings = client.settings()
    assert (settings.timezone, settings.currency, settings.margin) == ("Europe/Istanbul", "TRY", 0.35)
    assert settings.followers == {("instagram", "acmekahve"): {date(2026, 1, 1): 10200}}
    assert client.logo == folder / "acme.svg"
    assert (client.name, client.title, client.base) == ("acme", "Acme Kahve", folder)


def test_a_client_chooses_its_own_headline_funnel_and_conversions(client):
    text = "headline: [reach, roas]\nfunnel: {purchase: [store_visits]}\nconversions: [newsletter_signup]\n"
    settings = client(f"business_model: b2b\n{text}").settings()
    assert settings.headline == ("reach", "roas")
    assert settings.funnel == {"purchase": ("store_visits",)}
    assert settings.conversion_types == ("newsletter_signup",)
    assert client("headline: D\n").settings().headline == "D"
    assert client("business_model: dealer\n").settings().conversion_types == (
        "download", "test_drive", "trial", "demo_request", "form_fill",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("langage: tr\n", "params/acme.yml: no key called 'langage'. Did you mean 'language'?"),
        ("brand: {colour: '#000000'}\n", "params/acme.yml, brand: no key called 'colour'. Did you mean 'color'?"),
        (
            "targets: {ctr: {valu: 1%}}\n",
            "params/acme.yml, targets.ctr: no key called 'valu'. Did you mean 'value'?",
        ),
        ("language: no\n", "params/acme.yml, language: 'no' is not one of en, zh-Hans, zh-Hant, tr, id."),
        ("language: zh-hans\n", "not one of en, zh-Hans, zh-Hant, tr, id. Did you mean 'zh-Hans'"),
        ("cadence: monthly\n", "cadence: 'monthly' is not one of month, quarter, week. Did you mean 'month'?"),
        ("currency: TL\n", "params/acme.yml, currency: no currency called 'TL'."),
        ("timezone: Europe/Istambul\n", "timezone: no time zone called 'Europe/Istambul'. Did you mean"),
        ("brand: {color: teal}\n", "brand.color: 'teal' is not a colour. Write # and six hexadecimal digits"),
        ("brand: teal\n", "params/acme.yml, brand: a mapping is needed, found 'teal'. Write brand: {color:"),
        ("competitors: Kahve B\n", "competitors: a list is needed, found 'Kahve B'. Write competitors: [Kahve B"),
        ("notebooks: [overvew]\n", "notebooks[1]: 'overvew' is not one of overview, reach"),
        ("margin: 35\n", "params/acme.yml, margin: 35 is more than 1. A share is written 35% or 0.35."),
        ("lookback_days: 30d\n", "lookback_days: '30d' is not a plain number."),
        ("holidays: XX\n", "holidays: no holiday calendar for 'XX'. Write a country code"),
        ("followers: {acmekahve: {2026-01-01: 3}}\n", "followers: 'acmekahve' names no account. Write network/account"),
        ("followers: {insta/acme: {2026-01-01: 3}}\n", "followers: no network called 'insta'."),
        ("followers: {x/acme: {1.1.2026: 3}}\n", "followers.x/acme.1.1.2026: '1.1.2026' is not a day."),
        ("followers: {x/acme: {2026-01-01: 10.200}}\n", "10.200 can be read in two ways. Write 10200"),
        ("hours: {monday: '09:00-18:00'}\n", "hours: 'monday' names no weekday."),
        ("guards: {cel: 5}\n", "guards: no guard called 'cel'. Did you mean 'cell'?"),
        ("breaks: [{date: 2026-03-01, network: web}]\n", "breaks[1]: 'metric' is missing. Write metric: sessions."),
        ("headline: F\n", "headline: no headline set 'F'. Write A, B, D, E or a list of KPIs"),
        ("headline: [reech]\n", "headline: no KPI called 'reech'. Did you mean 'reach'"),
        ("headline: []\n", "headline: the headline is empty."),
        ("funnel: {evaluation: [leeds]}\n", "funnel: no KPI called 'leeds'. Did you mean 'leads'"),
        ("funnel: {decision: [leads]}\n", "'decision' is not one of awareness, interest, evaluation, purchase."),
        ("names: maybe\n", "names: 'maybe' is not one of shown, hidden."),
        ("keep_history: often\n", "keep_history: 'often' is neither true nor false."),
        ("brand: {logo: acme.svg}\n", "brand.logo: no file 'acme.svg'. Paths are relative to the client file."),
        ("theme: none.mplstyle\n", "theme: no file 'none.mplstyle'."),
        ("kpis: [own.py]\n", "kpis: no file 'own.py'."),
        ("prefer: [meta_contentfb]\n", "prefer: no export format called 'meta_contentfb'. Did you mean"),
        ("agency: ${SECRET}\n", "agency: a secret would be printed here."),
        ("rates: {TL: {2026-01-01: 1}}\n", "no currency called 'TL'"),
        ("rates: {USD: {2026-01-01: '41,2'}}\n", "41,2 has a decimal comma. Write 41.2."),
    ],
)
def test_message_of_each_key(refused, text, message):
    assert message in refused(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "targets: {engagment_rate_impressions: {value: 3%}}\n",
            "params/acme.yml, targets: no KPI called 'engagment_rate_impressions'. Did you mean "
            "'engagement_rate_impressions'",
        ),
        (
            "targets: {ctr: {value: 3.5}}\n",
            "params/acme.yml, targets.ctr: 3.5 is more than 1. A share is written 3.5% or 0.035.",
        ),
        ("targets: {ctr: 3.5%}\n", "targets.ctr: a mapping is needed, found '3.5%'."),
        ("targets: {first_response_time: {value: 120}}\n", "120 has no unit. A time is written 30s, 45min, 2h or 1d."),
        ("targets: {revenue: {value: '1,200', per: month}}\n", "1,200 can be read in two ways. Write 1200"),
        ("targets: {followers: {value: 5%}}\n", "5% is a percentage. A plain number is needed here, such as 40."),
        ("targets: {nps: {value: 140}}\n", "targets.nps: 140 is outside -100 to 100."),
        ("targets: {leads: {value: 40, per: monthly}}\n", "targets.leads.per: 'monthly' is not one of week, month"),
        ("targets: {leads: {value: 20%, over: last year}}\n", "'last year' is not one of previous, year. Did you mean"),
        ("targets: {leads: {per: month}}\n", "targets.leads: 'value' is missing. Write value: 3.5%."),
        (
            "benchmarks: {ctr: {value: 1%, year: 2026}}\n",
            "benchmarks.ctr: 'from' is missing. Write from: \"Named study\".",
        ),
        ("benchmarks: {ctr: {value: 1%, from: Study}}\n", "benchmarks.ctr: 'year' is missing. Write year: 2026."),
        ("benchmarks: {ctr: {value: 1%, from: S, year: 26}}\n", "benchmarks.ctr.year: 26 is no year of this century."),
        (
            "benchmarks: {bounce_rate: {value: 40%, from: S, year: 2026, variant: au}}\n",
            "benchmarks.bounce_rate: bounce_rate has no variant 'au'.",
        ),
    ],
)
def test_message_of_targets_and_benchmarks(refused, text, message):
    assert message in refused(text)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{pth: x.csv}", "sources[1]: no key called 'pth'. Did you mean 'path'?"),
        ("{network: x}", "sources[1]: a source has either a path or sql."),
        ("{path: x, sql: y, table: posts}", "sources[1]: a source has either a path or sql."),
        ("{path: x, query: y}", "sources[1]: a query needs sql."),
        (
            "{path: x, as: meta_serie}",
            "sources[1].as: no export format called 'meta_serie'. Did you mean 'meta_series'",
        ),
        (
            "{path: x, as: generic, table: post, columns: {a: b}}",
            "sources[1].table: no table called 'post'. Did you mean",
        ),
        ("{path: x, as: generic, table: posts}", "sources[1]: a generic source names a table and its columns."),
        (
            "{path: x, as: generic, table: posts, columns: {postid: Id}}",
            "sources[1].columns: posts has no column 'postid'. Did you mean 'post_id'",
        ),
        ("{sql: sqlite:///a.db, query: q}", "sources[1]: an SQL source names the table it fills."),
        ("{path: x, network: insta}", "sources[1].network: 'insta' is not one of facebook, instagram"),
        ("{path: x, dates: european}", "sources[1]: dates 'european' is not known. Write iso, day-first"),
        ("{path: x, decimal: comma}", "sources[1].decimal: 'comma' is not one of ',', '.'."),
        ("{path: x, delimiter: semicolon}", "sources[1]: 'semicolon' is not one sign."),
        ("{path: x, encoding: latin9000}", "sources[1].encoding: no encoding called 'latin9000'."),
        ("{path: x, covers: January}", "sources[1].covers: cannot read 'January'."),
        ("{path: x, exported_at: yesterday}", "sources[1].exported_at: 'yesterday' is not a day or time."),
        ("{path: x, year: 26}", "sources[1].year: 26 is no year of this century."),
        ("{path: x, currency: TL}", "sources[1].currency: no currency called 'TL'."),
        ("{path: x, account: '${ACCOUNT}'}", "sources[1].account: a secret would be printed here."),
        ("{sql: '${NOT_THERE}', table: posts}", "sources[1].sql: ${NOT_THERE} is not set in the environment."),
        ("exports/*.csv", "sources[1]: a mapping is needed, found 'exports/*.csv'."),
    ],
)
def test_message_of_sources(refused, monkeypatch, source, message):
    monkeypatch.delenv("NOT_THERE", raising=False)
    assert message in refused("", sources=f"sources:\n  - {source}\n")


def test_a_password_is_refused_and_not_repeated(refused):
    message = refused("", sources="sources:\n  - {sql: 'postgresql://a:hunter2@db/m', table: posts}\n")
    assert message.startswith("params/acme.yml, sources[1].sql: a password stands in the file.")
    assert "hunter2" not in message


def test_every_problem_in_one_pass(folder):
    (folder / "acme.yml").write_text(
        "client: Acme\nclient: Acme Kahve\nlangage: tr\ncurrency: TL\n"
        "sources:\n  - {path: x, network: insta, as: meta_serie}\n  - {path: y, as: nothing}\n"
        "targets:\n  ctr: {value: 3.5}\n  engagment: {value: 1%}\nbrand: {logo: none.svg}\n"
    )
    with pytest.raises(ParamsError) as caught:
        load("acme", folder=folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == 9
    assert all(line.startswith("params/acme.yml") for line in lines)
    wanted = ("twice", "langage", "TL", "insta", "meta_serie", "'nothing'", "3.5", "engagment", "none.svg")
    assert all(any(word in line for line in lines) for word in wanted)
    assert {problem.row for problem in caught.value.problems} == {2, 3, 4, 6, 7, 9, 10, 11}


def test_required_keys(folder):
    (folder / "acme.yml").write_text("language: tr\n")
    with pytest.raises(ParamsError) as caught:
        load("acme", folder=folder)
    assert str(caught.value).splitlines() == [
        "params/acme.yml: 'client' is missing. Write client: Acme Kahve.",
        "params/acme.yml: 'sources' is missing. Write sources: [{path: exports/*.csv}].",
    ]


def test_a_sum_without_per_is_taken_by_the_cadence_and_said(client):
    made = client("cadence: quarter\ntargets: {engagements: {value: 9000}}\n")
    assert made.targets["engagements"] == Target(9000, per="quarter")
    assert [str(problem) for problem in made.warnings] == [
        "warning: params/acme.yml, row 5, column 'targets.engagements': a sum names its period. "
        "It is taken as per quarter; write {value: 9000, per: quarter}."
    ]


def test_defaults_lie_under_every_client_and_answer_for_their_own_mistakes(folder, client):
    (folder / "_defaults.yml").write_text("agency: Studio Nar\nlanguage: tr\nbrand: {color: '#112233'}\n")
    made = client("language: id\n")
    assert (made.file.agency, made.file.language, made.file.brand.color) == ("Studio Nar", "id", "#112233")
    (folder / "_defaults.yml").write_text("# nothing shared\n")
    assert client("").file.agency is None
    (folder / "_defaults.yml").write_text("agncy: Studio Nar\n")
    with pytest.raises(ParamsError, match=r"^params/_defaults.yml: no key called 'agncy'"):
        client("")


def test_logo_rules(client, folder, refused):
    (folder / "big.png").write_bytes(b"0" * 200_001)
    assert "'big.png' has 200 kB, more than 200. Save a smaller version" in refused("brand: {logo: big.png}\n")
    (folder / "logo.gif").write_bytes(b"0")
    assert "'logo.gif' is neither SVG nor PNG." in refused("brand: {logo: logo.gif}\n")
    (folder / "acme.svg").write_bytes(b"<svg/>")
    assert "Did you mean 'acme.svg'?" in refused("brand: {logo: acmee.svg}\n")


def test_finding_clients(folder, client, tmp_path, monkeypatch):
    client("")
    (folder / "_defaults.yml").write_text("agency: Studio Nar\n")
    (folder / "notes.txt").write_text("")
    assert names(folder) == ["acme"]
    deep = tmp_path / "notebooks" / "deep"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_folder() == folder
    assert load("acme").name == "acme"
    assert load(folder / "acme.yml").name == "acme"
    assert load("../../params/acme.yml").name == "acme"
    monkeypatch.setenv("KPILIB_PARAMS", str(tmp_path))
    assert find_folder() == tmp_path
    with pytest.raises(ParamsError, match=r"no client called 'acme'\. The folder holds no client file"):
        load("acme")
    monkeypatch.setenv("KPILIB_PARAMS", str(tmp_path / "none"))
    with pytest.raises(ParamsError, match="no folder"):
        names()


def test_unknown_clients(folder, client):
    client("")
    with pytest.raises(ParamsError, match=r"^params/: no client called 'akme'. Did you mean 'acme'\?$"):
        load("akme", folder=folder)
    with pytest.raises(ParamsError, match=r"params/none\.yml: no such file"):
        load(folder / "none.yml")
    (folder / "acme.yaml").write_text("client: A\n")
    with pytest.raises(ParamsError, match="stands for two files"):
        load("acme", folder=folder)


def test_no_params_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("KPILIB_PARAMS", raising=False)
    monkeypatch.setattr(Path, "is_dir", lambda self: False)
    with pytest.raises(ParamsError, match="no folder params/ here or above"):
        find_folder()


def test_cache_folder(client, folder, tmp_path, monkeypatch):
    made = client("")
    assert made.cache_folder == tmp_path / ".kpilib-cache" / "acme"
    moved = tmp_path / "elsewhere" / "acme.yml"
    moved.parent.mkdir()
    moved.write_text((folder / "acme.yml").read_text())
    assert load(moved).cache_folder == tmp_path / "elsewhere" / ".kpilib-cache" / "acme"
    monkeypatch.setenv("KPILIB_CACHE", str(tmp_path / "cache"))
    assert made.cache_folder == tmp_path / "cache" / "acme"


def test_params_hash_follows_choices_and_files_but_neither_comments_nor_secrets(client, folder, monkeypatch):
    monkeypatch.setenv("URL", "sqlite:///one.db")
    (folder / "acme.svg").write_text("<svg/>")
    sources = "sources:\n  - {sql: '${URL}', table: posts}\n"
    text = "brand: {logo: acme.svg}\n"
    first = client(text, sources=sources).params_hash
    monkeypatch.setenv("URL", "sqlite:///two.db")
    assert client("# a comment\n" + text, sources=sources).params_hash == first
    assert client(text + "margin: 30%\n", sources=sources).params_hash != first
    (folder / "acme.svg").write_text("<svg><!-- new --></svg>")
    assert client(text, sources=sources).params_hash != first


def test_own_kpis_may_have_targets(client, folder):
    (folder / "own.py").write_text("")
    made = client("kpis: [own.py]\ntargets: {cups_served: {value: 400, per: month}}\n")
    assert made.targets["cups_served"] == Target(400, per="month")
    assert made.kpi_files == [folder / "own.py"]


def test_errors_pickle_with_their_problems(folder):
    (folder / "acme.yml").write_text("client: A\n")
    with pytest.raises(ParamsError) as caught:
        load("acme", folder=folder)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.problems == caught.value.problems


def test_days_and_delimiter_reach_the_specs(client):
    source = "{path: x.csv, covers: 2026-10, delimiter: tab, exported_at: 2026-11-03, skip_rows: 2, year: 2026}"
    spec = client("", sources=f"sources:\n  - {source}\n").specs[0]
    assert (spec.covers, spec.delimiter, spec.exported_at) == ("2026-10-01..2026-10-31", "\t", "2026-11-03")
    assert (spec.skip_rows, spec.year) == (2, 2026)


def test_a_client_is_frozen(client):
    made: Client = client("")
    with pytest.raises(AttributeError):
        made.name = "other"  # type: ignore[misc]


COPIES = b"".join(b'<g id="g%d">%s</g>' % (n, b'<use href="#g%d"/>' % (n + 1) * 20) for n in range(9))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", b"", "is empty"),
        ("a.png", b"no picture", "is no PNG picture."),
        ("a.png", b"\xff\xd8\xff\xe0", "is no PNG picture but a JPEG"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x20", "measures 20000 × 20000 pixels"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20", "is a damaged PNG picture"),
        ("a.svg", b"<html/>", "is not SVG but <html>"),
        ("a.svg", b"\x89PNG\r\n\x1a\n", "is no SVG but a photograph or bitmap"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "declares entities"),
        ("a.svg", b"<svg>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>", "is nested more than 100 levels deep"),
        ("a.svg", b'<svg><g id="a"><use href="#a"/></g></svg>', "draws more than 50000 parts"),
        ("a.svg", b"<svg>%s</svg>" % COPIES, "draws more than 50000 parts"),
        ("a.svg", b'<svg><image href="data:image/png;base64,AAAA"/></svg>', "holds a damaged picture"),
    ],
)  # fmt: skip
def test_a_logo_that_cannot_be_shown_is_refused(folder, refused, name, content, said):
    (folder / name).write_bytes(content)
    assert f"brand.logo: '{name}' {said}" in refused(f"brand: {{logo: {name}}}\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_logos_of_any_encoding(client, folder, encoding):
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    (folder / "b.svg").write_bytes(f"{declared}<svg><text>é</text></svg>".encode(encoding))
    assert client("brand: {logo: b.svg}\n").logo == folder / "b.svg"
