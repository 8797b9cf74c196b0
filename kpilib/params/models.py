"""The client file as models: every key once, with its kind, its default and one line for docs/params.md.

Comes in: the texts of a client file. Goes out: `ClientFile`, or pydantic's list of what does not fit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kpilib.params import values
from kpilib.params.values import Wrong
from kpilib.text import LANGUAGES

# As many as there are files of words.
Language = Literal[LANGUAGES]  # type: ignore[valid-type]
Network = Literal[
    "facebook", "instagram", "linkedin", "x", "tiktok", "youtube", "pinterest", "threads", "bluesky", "web", "email",
    "other",
]  # fmt: skip
Notebook = Literal[
    "overview", "reach", "engagement", "traffic", "leads", "customers", "advocacy", "returns", "brand", "content",
    "experiments", "network", "quality",
]  # fmt: skip
Action = Literal["reactions", "comments", "shares", "saves", "link_clicks", "clicks"]
_HEADLINES = ("A", "B", "D", "E")
Whole = Annotated[int, BeforeValidator(values.whole)]
Number = Annotated[float, BeforeValidator(values.positive)]
Share = Annotated[float, BeforeValidator(values.share)]
Seconds = Annotated[float, BeforeValidator(values.seconds)]
Flag = Annotated[bool, BeforeValidator(values.flag)]
Day = Annotated[date, BeforeValidator(values.day)]
Moment = Annotated[str, BeforeValidator(values.moment)]
Currency = Annotated[str, BeforeValidator(values.currency)]
Timezone = Annotated[str, BeforeValidator(values.timezone)]
Encoding = Annotated[str, BeforeValidator(values.encoding)]
Colour = Annotated[str, BeforeValidator(values.colour)]
Year = Annotated[int, BeforeValidator(values.whole), Field(ge=2000, le=2100)]
Span = Annotated[str, BeforeValidator(values.span)]


def _hours(written: Any) -> Any:
    if isinstance(written, dict):
        for days, opening in written.items():
            values.weekdays(days)
            values.opening(opening)
    return written


def _anchors(written: Any) -> Any:
    if isinstance(written, dict):
        known = Network.__args__  # type: ignore[attr-defined]
        for key in written:
            network, slash, account = str(key).partition("/")
            if not slash or not account:
                raise Wrong(f"'{key}' names no account", "Write network/account, such as instagram/acmekahve.")
            if network not in known:
                raise Wrong(f"no network called '{network}'", f"Known: {', '.join(known)}.")
    return written


def _headline(written: Any) -> Any:
    if isinstance(written, str) and written not in _HEADLINES:
        raise Wrong(f"no headline set '{written}'", f"Write {', '.join(_HEADLINES)} or a list of KPIs: [reach, roas].")
    if isinstance(written, list) and not written:
        raise Wrong("the headline is empty", "Name at least one KPI, or leave the key out.")
    return written


def _country(text: str) -> str:
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    code, _, region = str(text).strip().partition("-")
    if code not in known:
        raise Wrong(f"no holiday calendar for '{text}'", "Write a country code such as TR, TW, ID or US.")
    if region and region not in known[code]:
        raise Wrong(f"no region '{region}' in {code}", f"Known: {', '.join(known[code])}." if known[code] else "")
    return str(text).strip()


def key(default: Any, about: str, example: str = "", *, alias: str | None = None) -> Any:
    """A key of the client file: its default (`...` = required), one line about it, how it is written."""
    return Field(default, description=about, examples=[example] if example else [], alias=alias)


class Entry(BaseModel):
    """Base of every mapping in the client file: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, str_strip_whitespace=True)


class Brand(Entry):
    """How the client looks."""

    color: Colour = key("#1f5f8b", "The one accent colour, corrected for contrast when drawn.", '"#0b6e6e"')
    logo: str | None = key(None, "SVG or PNG beside the client file, at most 200 kB.", "acme.svg")


class TargetEntry(Entry):
    """What a KPI shall reach."""

    value: str = key(..., "The figure with its unit: 3.5%, 2h, 40; with `over` the growth.", "3.5%")
    over: Literal["previous", "year"] | None = key(
        None, "Growth over the previous period, or over the year before.", "year"
    )
    per: Literal["week", "month", "quarter", "year"] | None = key(
        None, "The kind of period a sum is meant for; elsewhere it is not measurable. Default: the cadence.", "month"
    )


class BenchmarkEntry(Entry):
    """Somebody else's figure to stand beside ours; kpilib ships none."""

    value: str = key(..., "The figure with its unit.", "2.1%")
    source: str = key(..., "Who published it.", '"Named study"', alias="from")
    year: Year = key(..., "The year it speaks of.", "2026")
    variant: str | None = key(None, "Which variant of the KPI it is; default: the KPI's own.", "post_mean")


class BreakEntry(Entry):
    """A day on which the client's own counting changed; figures across it are not compared."""

    date: Day = key(..., "The first day of the new counting.", "2026-03-01")
    network: Network = key(..., "Where; `web` for the website.", "web")
    metric: str = key(..., "Which figure: a canonical column.", "sessions")


class SourceEntry(Entry):
    """One export, one folder of exports, or one query."""

    path: str | None = key(None, "File or glob, relative to the client file; zips are opened.", "exports/meta/*.csv")
    sql: str | None = key(None, "Address of a database or warehouse; secrets as ${NAME}.", '"${WAREHOUSE_URL}"')
    preset: str | None = key(None, "The export format, where the header alone does not say.", "generic", alias="as")
    table: str | None = key(None, "The canonical table that a generic or SQL source fills.", "messages")
    query: str | None = key(None, "What to ask the database.", '"select * from marts.posts"')
    columns: dict[str, str] = key({}, "Our column: their header.", "{message_id: Id, sent_at: Created}")
    values: dict[str, dict[str, str]] = key({}, "Our column: {their value: ours}.", "{direction: {Incoming: in}}")
    constants: dict[str, str] = key({}, "Our column: one value for every row.", "{network: pinterest}")
    dates: str | None = key(None, "iso, day-first, month-first or a strptime format.", "day-first")
    decimal: Literal[",", "."] | None = key(None, "The decimal sign of the file.", '","')
    delimiter: str | None = key(None, "The sign between cells; tab for a tabulator.", '";"')
    encoding: Encoding | None = key(None, "The encoding of a file without a byte order mark.", "cp1254")
    sheet: str | None = key(None, "The worksheet to read.", '"All posts"')
    skip_rows: Whole = key(0, "Rows above the header.", "2")
    drop: dict[str, str] = key({}, "Header: value of rows to leave out.", "{Date: Total}")
    zero_is_missing: dict[Network, list[str]] = key(
        {}, "Network: columns whose 0 means not reported.", "{facebook: [views]}"
    )
    network: Network | None = key(None, "The network, where the file does not say.", "instagram")
    account: str | None = key(None, "The account's short name, where the file does not say.", "acmekahve")
    site: str | None = key(None, "The website, where the file does not say.", "acme.example")
    year: Year | None = key(None, "The year of the newest day, where days carry none.", "2026")
    timezone: Timezone | None = key(None, "The zone of its times; default: the client's.", "America/Los_Angeles")
    exported_at: Moment | None = key(None, "When it was exported, where its name does not say.", "2026-11-02")
    currency: Currency | None = key(None, "The currency of its money, where the file does not say.", "USD")
    covers: Span | None = key(
        None, "The days it covers, both included; a database is asked for no others.", "2025-01-14..2025-04-14"
    )
    event: str | None = key(None, "What the key events of this file count.", "newsletter_signup")

    @model_validator(mode="after")
    def _one_origin(self) -> SourceEntry:
        if (self.path is None) == (self.sql is None):
            raise Wrong("a source has either a path or sql", "Write {path: exports/*.csv} or {sql: ${NAME}, …}.")
        if self.query and not self.sql:
            raise Wrong("a query needs sql", 'Add sql: "${WAREHOUSE_URL}", or remove the query.')
        if self.delimiter is not None and len(self.delimiter) != 1 and self.delimiter != "tab":
            raise Wrong(f"'{self.delimiter}' is not one sign", 'Write delimiter: ";" or tab.')
        if self.dates and self.dates not in ("iso", "day-first", "month-first") and "%" not in self.dates:
            raise Wrong(f"dates '{self.dates}' is not known", "Write iso, day-first, month-first or %d.%m.%Y.")
        return self


class ClientFile(Entry):
    """One client: who it is, where its figures come from, what they are held against."""

    client: str = key(..., "The name on the cover.", "Acme Kahve")
    business_model: Literal["dtc", "b2b", "saas", "dealer", "store"] = key("dtc", "Chooses funnel and chapters.", "dtc")
    language: Language = key("en", "The report's language.", "tr")
    currency: Currency | None = key(None, "One currency for the report, ISO 4217.", "TRY")
    timezone: Timezone = key("UTC", "The zone of the client's days.", "Europe/Istanbul")
    cadence: Literal["month", "quarter", "week"] = key(
        "month", "The default period: the last one that the data covers in full.", "month"
    )
    paper: Literal["a4", "letter"] = key("a4", "The size of the PDF's pages.", "a4")
    brand: Brand = key(Brand(), "Accent colour and logo.", '{color: "#0b6e6e", logo: acme.svg}')
    notebooks: list[Notebook] = key([], "The chapters; default: all with data.", "[overview, reach]")
    sources: list[SourceEntry] = key(..., "Where the figures come from, see below.", "[{path: exports/*.csv}]")
    targets: dict[str, TargetEntry] = key({}, "KPI: what it shall reach, see below.", "{ctr: {value: 1.2%}}")
    benchmarks: dict[str, BenchmarkEntry] = key(
        {}, "KPI: somebody else's figure, see below.", '{ctr: {value: 0.9%, from: "Named study", year: 2026}}'
    )
    competitors: list[str] = key([], "Rival brands, as the listening export names them.", "[Kahve B, Kahve C]")
    hours: Annotated[dict[str, str], BeforeValidator(_hours)] | None = key(
        None, "Business hours of the reply clock.", '{mon-fri: "09:00-18:00"}'
    )
    followers: Annotated[dict[str, dict[Day, Whole]], BeforeValidator(_anchors)] = key(
        {}, "Known follower counts where an export carries only changes.", "{instagram/acmekahve: {2026-01-01: 10200}}"
    )
    margin: Share | None = key(None, "Gross margin, for ROI and customer value.", "35%")

    agency: str | None = key(None, "Who made the report.", "Studio Nar")
    actions: list[Action] = key(
        ["reactions", "comments", "shares", "saves"], "What counts as engagement.", "[reactions, comments, shares]"
    )
    events: dict[str, str] = key(
        {}, "Name of a key event: the conversion type it counts as.", "{generate_lead: form_fill}"
    )
    pages: dict[str, str] = key(
        {}, "Pattern of a page: its type (home, product, blog, landing, checkout, other).", "{/products/*: product}"
    )
    labels: dict[Literal["campaign", "pillar"], dict[str, list[str]]] = key(
        {}, "Campaigns and pillars by hashtag or UTM value.", '{campaign: {Spring: ["#spring", "utm:spring26"]}}'
    )
    brands: list[str] = key([], "The client's own names and handles.", '[Acme Kahve, "@acmekahve"]')
    headline: Annotated[str | list[str], BeforeValidator(_headline)] = key(
        "A",
        "The KPIs that open the overview: A five figures, B four questions, D five goals, E seven figures, or a list.",
        "[reach, engagements, roas]",
    )
    funnel: dict[Literal["awareness", "interest", "evaluation", "purchase"], list[str]] = key(
        {}, "Stage: the KPIs that stand in it instead of the business model's.", "{evaluation: [enquiries, leads]}"
    )
    conversions: list[str] = key(
        [],
        "The conversion types that the report names; default: the business model's.",
        "[newsletter_signup, purchase]",
    )
    attribution: Literal["first", "last", "linear", "position", "decay", "markov", "shapley"] = key(
        "last", "The model that credits orders to channels.", "last"
    )
    lookback_days: Whole = key(30, "Days before a conversion in which touches count.", "30")
    settle_days: Whole = key(0, "Days at the end of the data that networks still correct.", "3")
    acquisition: Literal["customer", "order", "conversion"] | None = key(
        None, "What the cost per acquisition counts.", "customer"
    )
    expected_years: Number | None = key(None, "Years a customer stays, for customer value.", "4")
    clv_years: Number = key(3.0, "Years that predicted customer value looks ahead.", "3")
    discount: Share = key(0.10, "Yearly discount of predicted customer value.", "10%")
    active_days: Whole = key(365, "Days without an order after which a customer is lost.", "365")
    value_per_customer: Number | None = key(None, "Assigned value of a new customer.", "450")
    intent_weights: dict[str, Number] = key({}, "Action: its weight in the intent score.", "{comments: 2, shares: 3}")
    stages: dict[str, Literal["lead", "mql", "sql", "opportunity", "won", "lost"]] = key(
        {}, "The CRM's name of a stage: ours.", "{Proposal sent: opportunity}"
    )
    holidays: Annotated[str, BeforeValidator(_country)] | None = key(
        None, "Country whose public holidays are closed days.", "TR"
    )
    rates: dict[Currency, dict[Day, Number]] = key(
        {}, "Foreign currency: {day: its price in the client's currency}.", "{USD: {2026-10-01: 41.2}}"
    )
    bot_agents: list[str] = key([], "Agents whose replies are not a person's.", "[Answer Bot]")
    reply_limit: Seconds = key(3600.0, "The limit of `sla_1h_rate`.", "1h")
    social_channels: list[str] = key(
        ["Organic Social", "Paid Social"], "Channels that are social.", "[Organic Social, Paid Social, Organic Video]"
    )
    breaks: list[BreakEntry] = key(
        [],
        "Days on which the counting of a figure changed, beside those known of the networks.",
        "[{date: 2026-03-01, network: web, metric: sessions}]",
    )
    exposure_basis: dict[Network, Literal["impressions", "views"]] = key(
        {}, "Network: what rates are divided by.", "{facebook: views}"
    )
    prefer: list[str] = key(
        [], "Export formats, the one whose figure wins a contradiction first.", "[meta_content_fb, sprout_posts]"
    )
    keep_history: Flag = key(False, "Keep every export of a post, not only the newest.", "true")
    materiality: Share = key(0.02, "Changes below this are flat.", "2%")
    guards: dict[str, Number] = key(
        {}, "Thresholds below which a figure is not shown or not judged, see below.", "{cell: 5, share: 30}"
    )
    lexicons: dict[Literal["en", "tr", "id"], str] = key(
        {},
        "Language: a word list by which unlabelled mentions are rated; CSV with word, score, role.",
        "{tr: words.csv}",
    )
    names: Literal["shown", "hidden"] = key("hidden", "Whether employees and agents appear by name.", "hidden")
    kpis: list[str] = key([], "Own KPI files, relative to the client file.", "[own_kpis.py]")
    theme: str | None = key(None, "A matplotlib style file drawn over the house style.", "acme.mplstyle")
