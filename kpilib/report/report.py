"""`Report`: what a notebook opens. Every method hands what the desk measures to one exhibit.

Comes in: a desk. Goes out: exhibits, one for each cell.
"""

from __future__ import annotations

from typing import Any

from kpilib.exhibits import frame as head
from kpilib.exhibits.bundle import Exhibit
from kpilib.exhibits.figure import pair
from kpilib.report import (
    advocates,
    care,
    general,
    heads,
    listening,
    money,
    pipeline,
    posting,
    quality,
    said,
    testing,
    website,
)
from kpilib.report.desk import Desk


class Report(Desk):
    """One client, one period, one language: `measure` and `data` for exploring, the other methods for showing.

    An exhibit whose export the client never supplied is left out of the report: its cell runs and says in JupyterLab
    what is missing, the closing chapter lists it. The same happens to the third exhibit of a notebook without data.
    """

    # Every chapter

    def headline(self, chapter: str) -> Exhibit:
        """The head of a chapter: its finding as title, its question and first figure as lead."""
        return heads.headline(self, chapter)

    def cards(self, chapter: str, *, size: str = "") -> Exhibit:
        """The headline KPIs of a chapter as cards with change, target, and a small trend."""
        own = {"experiments": testing.cards, "quality": quality.cards}.get(chapter)
        return own(self) if own else heads.cards(self, chapter, size=size)

    def insights(self, chapter: str) -> Exhibit | None:
        """What changed and what is consistent with it, in sentences whose guards hold; None without one."""
        return said.insights(self, chapter)

    def figures(self, category: str) -> Exhibit:
        """All KPIs of a category that the data supports: the table that closes a chapter."""
        return self.shown(heads.figures(self, category))

    def pair(self, left: Exhibit, right: Exhibit, *spares: Exhibit) -> Exhibit:
        """Two half figures side by side; a spare one stands in for one that has no data."""
        drawn = [exhibit for exhibit in (left, right, *spares) if exhibit.kind == "figure"]
        return pair(drawn[0], drawn[1]) if len(drawn) > 1 else self.shown(drawn[0] if drawn else left)

    def notes(self) -> Exhibit:
        """Definitions, sources and every missing figure of this notebook; its last cell."""
        return heads.notes(self)

    # Any KPI

    def trend(
        self, kpi: str, *, by: str = "", zero: bool = False, slot: str = "full", monthly: bool = False
    ) -> Exhibit:
        """A KPI over time: one line with its interval, target and breaks, or a line for each network."""
        return self.shown(general.trend(self, kpi, by=by, zero=zero, slot=slot, monthly=monthly))

    def weeks(self, kpi: str) -> Exhibit:
        """A sum over time as bars from zero."""
        return self.shown(general.weeks(self, kpi))

    def bars(self, kpi: str, *, by: str) -> Exhibit:
        """A KPI by network, channel or any dimension as bars, the largest first."""
        return self.shown(general.bars(self, kpi, by=by))

    def rates(self, *, by: str, kpi: str = "") -> Exhibit:
        """A rate by any dimension with its intervals; without a name, the engagement rate."""
        return self.shown(general.rates(self, kpi or self.main_rate, by=by))

    def drivers(self, kpi: str = "", *, by: str = "network") -> Exhibit:
        """What drove the change of a KPI; without a name, that of the engagement rate."""
        return self.shown(general.drivers(self, kpi or self.main_rate, by=by))

    def by_network(self, *kpis: str, by: str = "network", title: str = "") -> Exhibit:
        """KPIs side by side, one row for each network or any dimension."""
        return self.shown(general.by_network(self, kpis, by=by, title=title))

    # Overview

    def scorecard(self, *kpis: str) -> Exhibit:
        """Value, change, target, attainment, benchmark and status of the headline KPIs and of all with a target."""
        return heads.scorecard(self, kpis)

    def legend(self) -> Exhibit:
        """What triangles mean and, where the client has targets, status marks."""
        return head.legend(self.edition, targets=bool(self.client.targets))

    def contributions(self) -> Exhibit:
        """Which network moved the first headline KPI that adds up."""
        return self.drivers(heads.first_sum(self) or "engagements")

    def headline_trend(self) -> Exhibit:
        """The first headline KPI that adds up, over time and by network."""
        return self.trend(heads.first_sum(self) or "engagements", by="network")

    def targets(self) -> Exhibit:
        """Every target as a bar of value ÷ target."""
        return self.shown(heads.targets(self))

    # Reach, engagement, content

    def gains_and_losses(self) -> Exhibit:
        """Follows upward and unfollows downward, each step of the time line."""
        return self.shown(posting.gains_and_losses(self))

    def paid_and_organic(self) -> Exhibit:
        """Paid and organic impressions of each month, as shares."""
        return self.shown(money.paid_and_organic(self))

    def rate_trend(self, *, by: str = "") -> Exhibit:
        """The engagement rate over time, on the exposure basis that most of the client's engagements have."""
        return self.trend(self.main_rate, by=by)

    def actions(self, *, by: str = "network") -> Exhibit:
        """Which actions the engagements of each network are made of."""
        return self.shown(posting.actions(self, by=by))

    def scatter(self, *, x: str = "reach", y: str = "") -> Exhibit:
        """One measure of each post against another; y: a KPI, "exposure", or empty for the engagement rate."""
        return self.shown(posting.scatter(self, x, y))

    def text_length(self) -> Exhibit:
        """The length of each post's text against its engagement rate."""
        return self.shown(posting.text_length(self))

    def best_times(self) -> Exhibit:
        """Weekday and hour of posts, freed of network and format, drawn towards the average where posts are few."""
        return self.shown(posting.best_times(self))

    def posts(self, ranking: str) -> Exhibit:
        """The first five posts of a ranking: popular, reach, shared, best or worst (by engagement rate)."""
        return self.shown(posting.posts(self, ranking))

    def audience(self, dimension: str = "") -> Exhibit:
        """Who follows: country, age and gender, seniority …, as each network states it."""
        return self.shown(posting.audience(self, dimension))

    def hashtags(self) -> Exhibit:
        """Impressions, posts and rate of each tag; a post counts under each of its tags, so there is no total."""
        return self.shown(posting.hashtags(self))

    # Website

    def funnel(self) -> Exhibit:
        """The stages of the client's business model, with rates between those that count the same thing."""
        return self.shown(website.funnel(self))

    def conversions(self) -> Exhibit:
        """Conversions of visits from social media by their type."""
        return self.shown(website.conversions(self))

    def pages(self) -> Exhibit:
        """Landing pages by visits from social media, with bounce and conversion rate."""
        return self.shown(website.table(self, "pages", by="landing_page"))

    def pages_scattered(self) -> Exhibit:
        """Visits from social media against the bounce rate, each landing page."""
        return self.shown(website.pages_scattered(self))

    def campaigns(self) -> Exhibit:
        """Campaigns by visits from social media, with conversion rate; untagged visits are their own row."""
        return self.shown(website.table(self, "campaigns", by="campaign"))

    def repeat_purchases(self) -> Exhibit:
        """The share of each month's new customers who ordered again, by months since."""
        return self.shown(website.repeat_purchases(self))

    def attribution(self, *, of: str = "credit") -> Exhibit:
        """Conversions (of="value": their value) by channel, with the span over all attribution models."""
        return self.shown(website.attribution(self, of=of))

    # Leads, customers, advocacy

    def leads(self, *, by: str) -> Exhibit:
        """Leads, qualified leads and rates by campaign or network."""
        return self.shown(pipeline.by_group(self, by=by))

    def velocity(self) -> Exhibit:
        """What each factor of the pipeline's velocity brought."""
        return self.shown(pipeline.velocity(self))

    def answer_times(self) -> Exhibit:
        """The share of messages answered within a time, a line for each network."""
        return self.shown(care.answer_times(self))

    def arrivals(self) -> Exhibit:
        """On which weekday and at what time messages come."""
        return self.shown(care.arrivals(self))

    def teams(self) -> Exhibit:
        """Messages by team tag, with answer time and response rate."""
        return self.shown(care.teams(self))

    def members(self) -> Exhibit:
        """Replies and answer times of each team member with at least ten."""
        return self.shown(care.members(self))

    def customer_values(self) -> Exhibit:
        """How much of the revenue the best customers of the last year make."""
        return self.shown(care.customer_values(self))

    def advocates(self, kpi: str = "advocacy_shares") -> Exhibit:
        """Employees by what they share, post or bring."""
        return self.shown(advocates.employees(self, kpi))

    def shared_content(self, kpi: str = "advocacy_clicks") -> Exhibit:
        """Shared content by clicks, engagement or clicks per share."""
        return self.shown(advocates.content(self, kpi))

    def advocacy_concentration(self) -> Exhibit:
        """How many of the shares the busiest employees made."""
        return self.shown(advocates.concentrated(self))

    def advocacy_steps(self) -> Exhibit:
        """Shares, clicks on them, conversions from them."""
        return self.shown(advocates.steps(self))

    # Returns, brand, experiments

    def break_even(self) -> Exhibit:
        """Spend against revenue of each campaign, with the line at which the margin pays for the spend."""
        return self.shown(money.break_even(self))

    def spend_and_revenue(self, *, by: str = "network") -> Exhibit:
        """Each network's share of the spend beside its share of the revenue."""
        return self.shown(money.spend_and_revenue(self, by=by))

    def paid_campaigns(self) -> Exhibit:
        """Campaigns: spend, costs, return."""
        return self.shown(money.campaigns(self))

    def voices(self) -> Exhibit:
        """The share of voice of each brand, month by month."""
        return self.shown(listening.voices(self))

    def sentiment(self) -> Exhibit:
        """Positive, neutral and negative mentions of the own brand, month by month."""
        return self.shown(listening.sentiment(self))

    def odd_days(self) -> Exhibit:
        """Mentions day by day; days far from what one would expect are marked."""
        return self.shown(listening.odd_days(self))

    def quotes(self) -> Exhibit:
        """The mentions with most engagement, without handles and links."""
        return self.shown(listening.quotes(self))

    def variant_rates(self) -> Exhibit:
        """The rate of each variant of a test with its interval."""
        return self.shown(testing.rates(self))

    def variants(self) -> Exhibit:
        """Every variant with its exposures, conversions, spend, revenue and rate."""
        return self.shown(testing.variants(self))

    def test_difference(self) -> Exhibit:
        """The difference between variants as the test went on, where its rows have dates."""
        return self.shown(testing.difference(self))

    # One network, quality

    def focus(self) -> Report:
        """This report for one network: the first asked for, else the one with most engagements."""
        name = self.networks[0] if self.networks else self.leading_network
        if not name:
            return self
        report = Report(
            client=self.client, store=self.store, words=self.words, period=self.period, comparison=self.comparison,
            networks=(name,),
        )  # fmt: skip
        report._own = dict(self._own)
        return report

    def coverage(self) -> Exhibit:
        """Which weeks each source covers."""
        return self.shown(quality.coverage(self))

    def breaks(self) -> Exhibit:
        """On which days networks began to count differently."""
        return self.shown(quality.breaks(self))

    def missing(self) -> Exhibit:
        """Every figure that its export should give but that has no value, with the reason."""
        return self.shown(quality.missing(self))

    def folders(self) -> Exhibit:
        """What became of the files of each folder: rows read, kept, rejected."""
        return self.shown(quality.folders(self))

    def sources(self) -> Exhibit:
        """What became of each file: rows read, kept, rejected; on screen and in the workbook only."""
        return self.shown(quality.sources(self))

    def chapters(self) -> Exhibit:
        """The chapters that the client's data does not support, and what would make each possible."""
        return self.shown(quality.chapters(self))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return heads.cover(self)._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"<Report {self.client.name} {self.period} {self.words.language}>"
