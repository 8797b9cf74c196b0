"""`Words`: the one door to phrases, names and figures in a language.

Comes in: ids and numbers from every floor. Goes out: text that a reader sees, the same in cards, tables and charts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from babel.dates import get_day_names

from kpilib.text import collation, figures, numbers, times
from kpilib.text.names import closed
from kpilib.text.voice import Voice

_BABEL = {"country": "territories", "language": "languages", "currency": "currencies"}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class KpiWords:
    """What a reader is told of a KPI: `name` in sentences and on cards, `short` on axes, `label` in the catalogue."""

    name: str
    short: str
    definition: str
    formula: str
    caveat: str
    label: str


@dataclass(frozen=True)
class Reason:
    """Why a figure is missing, and what would mend it."""

    text: str
    remedy: str


@dataclass(frozen=True)
class Words(Voice):
    """The words and the written figures of one language: `Words("tr").share(0.0345)`."""

    def kpi(self, kpi: str, variant: str | None = None) -> KpiWords:
        """Name, short name, definition, formula and caveat; of a client's own KPI the id in plain words."""
        key = f"kpi.{kpi}"
        if not self.has(f"{key}.name"):
            name = kpi.replace("_", " ").strip().capitalize()
            return KpiWords(name, name, "", "", "", name)
        parts = ("name", "short", "definition", "formula", "caveat", "label")
        words = KpiWords(*(self.say(f"{key}.{part}") for part in parts))
        if not variant or variant == "default":
            return words
        label = self.name("variant", variant)
        formula = f"{key}.formula_{variant}"
        return replace(
            words,
            name=self.qualified(words.name, label),
            short=self.qualified(words.short, label),
            formula=self.say(formula) if self.has(formula) else words.formula,
        )

    def name(self, kind: str, name: Any) -> str:
        """The name of a network, type, table, dimension, weekday, country …; the id itself where a client made it."""
        if name is None:
            return self.say(f"{kind}.none" if self.has(f"{kind}.none") else "word.unknown")
        if kind == "hashtag":
            return closed(f"#{str(name).lstrip('#')}")
        if kind in ("weekday", "weekday_short"):
            return self._weekday(name, "wide" if kind == "weekday" else "abbreviated")
        # Exports write "Organic Social" where the words say organic_social.
        for known in (str(name), re.sub(r"\W+", "_", str(name).casefold())):
            # Ads name their platform where posts name their network: google, microsoft.
            for of in (kind, "platform") if kind == "network" else (kind,):
                if self.has(key := f"{of}.{known}"):
                    return self.say(key)
        if kind in _BABEL:
            return str(getattr(self.locale, _BABEL[kind]).get(str(name).replace("-", "_")) or name)
        return closed(str(name))

    def reason(self, missing: str) -> Reason:
        """The text and the remedy of a reason for a missing figure or change."""
        return Reason(self.say(f"reason.{missing}"), self.say(f"remedy.{missing}"))

    def number(self, x: Any, decimals: int | None = None) -> str:
        """A decimal: 1,234,567.8; without `decimals` as many as it has, three at most."""
        amount = numbers.finite(x)
        return self._missing if amount is None else numbers.number(self.locale, amount, decimals)

    def short(self, x: Any) -> str:
        """A short number: 12.3M, 1234.6万, 12,3 Mn."""
        amount = numbers.finite(x)
        return self._missing if amount is None else numbers.short(self.locale, amount)

    def share(self, x: Any, decimals: int = 1) -> str:
        """A fraction as percent: 3.4%, %3,4."""
        amount = numbers.finite(x)
        return self._missing if amount is None else numbers.percent(self.locale, amount, decimals)

    def chance(self, x: Any) -> str:
        """A chance in whole percent that never claims to be certain: > 99%, < 1%."""
        return figures.chance(self, x)

    def covered(self, x: Any) -> str:
        """A share of days in whole percent: 100% only of all of them, 0% only of none."""
        return figures.covered(self, x)

    def attainment(self, x: Any) -> str:
        """A share of a target: whole percent, one decimal between 95 and 100."""
        return figures.attainment(self, x)

    def distance(self, x: Any, aim: Any) -> str:
        """How far a score lies from what it is held against: −6.3 points."""
        return figures.distance(self, x, aim)

    def points(self, x: Any, decimals: int = 2) -> str:
        """A difference of two shares (0..1) in percentage points: 0.36 points."""
        amount = numbers.finite(x)
        return self._missing if amount is None else figures.points(self, amount, decimals)

    def money(self, x: Any, currency: str | None, decimals: int | None = None) -> str:
        """An amount: cents below 100 only."""
        amount = numbers.finite(x)
        return self._missing if amount is None else numbers.money(self.locale, amount, currency, decimals)

    def duration(self, seconds: Any) -> str:
        """38 min, 2 h 5 min, 3 days 4 h."""
        amount = numbers.finite(seconds)
        return self._missing if amount is None else times.duration(self, amount)

    def date(self, day: dt.date, form: str = "long") -> str:
        """A day or month: long, medium, day_month, day_month_long, month_year, month_year_short, month, month_short."""
        return times.day(self, day, form)

    def time(self, value: dt.time | dt.datetime) -> str:
        """The time of day: 14:07, 14.07."""
        return times.clock(self, value)

    def period(self, period: times.Span, *, year: bool = True) -> str:
        """A period in words: October 2026; without `year`: October."""
        return times.period(self, period, year=year)

    @property
    def versus_first(self) -> bool:
        """Whether a change is said after what it is measured against: 'Eylül ayına göre %8 arttı'."""
        return self.say("versus.order", change="2", versus="1").startswith("1")

    def versus(self, comparison: times.Span, current: times.Span) -> str:
        """What a change is measured against: on September, on October 2025."""
        return times.versus(self, comparison, current)

    def list(self, items: Iterable[str]) -> str:
        """a, b and c."""
        return self._listed("list", items)

    def either(self, items: Iterable[str]) -> str:
        """a, b or c."""
        return self._listed("either", items)

    def range(self, low: str, high: str) -> str:
        """Two figures, already text, from the lower to the higher: 2.6–3.7%."""
        wide = any(sign in text for text in (low, high) for sign in (numbers.MINUS, "+", " "))
        return f"{low}\u00a0–\u00a0{high}" if wide else f"{low}–{high}"

    def signed(self, x: Any, text: str | None = None) -> str:
        """A number with its sign, or `text`, the amount of x in words, with the sign of x."""
        if isinstance(x, str):
            return x if x.startswith((numbers.MINUS, "+")) else f"+{x}"
        amount = numbers.finite(x)
        if amount is None:
            return self._missing
        shown = numbers.number(self.locale, abs(amount)) if text is None else text.lstrip(numbers.MINUS)
        if not re.search(r"[1-9]", shown):
            return shown
        return f"{numbers.MINUS if amount < 0 else '+'}{shown}"

    def value(self, x: Any, unit: str, currency: str | None = None, *, decimals: int | None = None) -> str:
        """A KPI's figure by its unit, n/a where there is none."""
        return figures.value(self, x, unit, currency, decimals)

    def change(self, x: Any, kind: str, unit: str, currency: str | None = None) -> str:
        """The amount of a change without sign; `kind` relative (x a fraction), points (x a fraction) or absolute."""
        return figures.change(self, x, kind, unit, currency)

    def axis(self, x: Any, unit: str, currency: str | None = None, among: Sequence[float] = ()) -> str:
        """The text of a tick, and of one among others where these are given."""
        return figures.axis(self, x, unit, currency, among)

    def sort_key(self, text: str) -> tuple[Any, ...]:
        """A key for `sorted` in the order of the language."""
        return collation.sort_key(self.language, text)

    def match(self, text: str) -> str:
        """The form under which two spellings of one word are equal."""
        return collation.match(self.language, text)

    def _listed(self, kind: Literal["list", "either"], items: Iterable[str]) -> str:
        texts = [str(item) for item in items]
        if len(texts) < 2:
            return "".join(texts)
        *head, last = texts
        form = "two" if len(head) == 1 else "last"
        return self.say(f"{kind}.{form}", a=self.say("format.list.comma").join(head), b=last)

    def qualified(self, name: str, variant: str) -> str:
        """A name with what tells it from others of that name, in brackets."""
        if name.endswith((")", "）")):
            # One pair of brackets, not two: Engagement rate (by reach, mean of posts).
            return f"{name[:-1]}{'，' if self.cjk else ', '}{variant}{name[-1]}"
        return self.say("phrase.variant", name=name, variant=variant)

    @property
    def _missing(self) -> str:
        return self.say("word.not_available")

    def _weekday(self, day: Any, width: Literal["wide", "abbreviated"]) -> str:
        name = str(day).strip().lower()[:3]
        if name in _WEEKDAYS:
            number = _WEEKDAYS.index(name)
        elif (amount := numbers.finite(day)) is not None and amount in map(Decimal, range(7)):
            number = int(amount)
        else:
            return str(day)
        return str(get_day_names(width, context="format", locale=self.locale)[number])
