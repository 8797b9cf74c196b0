"""A figure: a chart drawn for its slot and again for the phone, with title, note, alternative text and its data.

Comes in: a function that draws, and the words. Goes out: one exhibit, two side by side, or word of no data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kpilib.exhibits.bundle import Exhibit, slug
from kpilib.exhibits.edition import Edition
from kpilib.exhibits.style import Slot, picture

SHORTEST, LONGEST = 60, 350
Draw = Callable[[Any, Slot], object]


@dataclass(frozen=True)
class Data:
    """The data of a figure as a table of texts; columns are (label, is a number).

    `tabled`: a table of the report holds them anyway.
    """

    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    tabled: bool = False

    @property
    def texts(self) -> str:
        """All characters of the data, so that a face is found for each."""
        return "".join({char for row in self.rows for text in row for char in text})


@dataclass(frozen=True)
class Said:
    """The words of a figure: title is the finding, subtitle measure, unit and period; alt sentences in order."""

    title: str
    subtitle: str
    alt: tuple[str, ...]
    note: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """A function from numbers to tick texts that can give all ticks of an axis the decimals that their steps need."""

    edition: Edition
    unit: str

    def __call__(self, value: float) -> str:
        return self.edition.words.axis(value, self.unit, self.edition.currency)

    def even(self, value: float, among: Sequence[float]) -> str:
        """A tick among others."""
        if self.unit not in {"share", "fraction"}:
            value, *among = (float(f"{tick:.12g}") for tick in (value, *among))  # 1,200.0000000000002 is 1,200
            return self.edition.words.axis(value, self.unit, self.edition.currency, among)
        return self.edition.words.share(value, max((_decimals(100 * tick) for tick in among), default=0))


def figure(
    edition: Edition,
    draw: Draw,
    said: Said,
    data: Data,
    *,
    name: str,
    slot: str = "full",
    height: float = 53,
    phone: float | None = 60,
    grid: Callable[[Slot], tuple[int, int]] | None = None,
) -> Exhibit:
    """Draw a chart for its slot and for the phone.

    Parameters
    ----------
    draw : takes axes (an array of them where `grid` asks for several) and the slot
    said : the words
    data : the drawn figures as a table
    height, phone : millimetres of the two drawings; phone None draws one only
    grid : rows and columns of plots for a slot
    """
    where = edition.slot(slot, height)
    name = slug(name)

    def drawn(place: Slot, salt: str) -> str:
        rows, columns = grid(place) if grid else (1, 1)
        return picture(draw, place, salt=salt, rows=rows, columns=columns, labels=data.texts)

    content = {
        "id": name,
        "title": said.title,
        "subtitle": said.subtitle,
        "note": note(edition, said.note),
        "alt": alternative(edition, said.alt, data),
        "slot": slot,
        "width_mm": where.width,
        "height_mm": height,
        "svg": drawn(where, name),
        "svg_phone": None if phone is None else drawn(edition.slot("phone", phone), f"{name}-phone"),
        "columns": [{"label": label, "align": "right" if number else "left"} for label, number in data.columns],
        "rows": [list(row) for row in data.rows],
        "tabled": data.tabled,
    }
    return Exhibit("figure", content, edition.words.language)


def pair(left: Exhibit, right: Exhibit, *, name: str = "") -> Exhibit:
    """Two half figures side by side; one alone where the other is absent, the first's reason where both are."""
    drawn = [exhibit for exhibit in (left, right) if exhibit.kind == "figure"]
    if len(drawn) < 2:
        return drawn[0] if drawn else left
    content = {
        "id": slug(name or f"{left.content['id']}-{right.content['id']}"),
        "figures": [dict(exhibit.content) for exhibit in drawn],
    }
    return Exhibit("figures", content, left.language)


def absent(edition: Edition, title: str, missing: str, *, name: str, remedy: str = "") -> Exhibit:
    """An exhibit without data: what it would have shown, why it does not, and what would mend that.

    Parameters
    ----------
    missing : one of the reasons of a missing figure
    """
    reason = edition.words.reason(missing)
    content = {
        "id": slug(name),
        "title": edition.words.say("phrase.not_shown", x=title),
        "reason": reason.text,
        "remedy": remedy or reason.remedy,
    }
    return Exhibit("absent", content, edition.words.language)


def only_one(edition: Edition, title: str, *, name: str, known: bool = True) -> Exhibit:
    """What compares groups where there is one; where that one has no name, the data does not tell them apart."""
    if not known:
        return absent(edition, title, "not_supplied", name=name)
    return _nothing_to_do(edition, title, "one_group", name=name)


def unchanged(edition: Edition, title: str, *, name: str) -> Exhibit:
    """What takes a change apart where there is no clear change."""
    return _nothing_to_do(edition, title, "unchanged", name=name)


def _nothing_to_do(edition: Edition, title: str, key: str, *, name: str) -> Exhibit:
    made = absent(edition, title, "not_supplied", name=name, remedy=edition.say(f"{key}.remedy"))
    return Exhibit("absent", {**made.content, "reason": edition.say(f"{key}.reason")}, edition.words.language)


def sentence(edition: Edition, texts: Iterable[str]) -> str:
    """Texts as sentences one after the other, each with its full stop."""
    # Where sentences have no space between them, a cut text needs its stop.
    ended = (".", "。", "?", "？", ":") if edition.words.cjk else (".", "?", ":", "…")
    said = [text if text.endswith(ended) else edition.say("stop", x=text) for text in texts if text]
    return edition.say("space").join(said)


def note(edition: Edition, parts: Sequence[str]) -> str | None:
    """The muted line under a picture; None where there is nothing to say."""
    return sentence(edition, parts) or None


def alternative(edition: Edition, sentences: Sequence[str], data: Data) -> str:
    """The alternative text: sentences in order of importance while they fit, figures of the data where it is short."""
    kept: list[str] = []
    for text in [*sentences, *_figures(edition, data)]:
        longer = sentence(edition, [*kept, text])
        if len(longer) <= LONGEST and (len(kept) < len(sentences) or len(sentence(edition, kept)) < SHORTEST):
            kept.append(text)
    return sentence(edition, kept)


def _figures(edition: Edition, data: Data) -> list[str]:
    """One sentence for each row of the data, for a text that would be too short to be of use."""
    heads = [label for label, _ in data.columns][1:]
    return [
        edition.say(
            "alt.row", name=row[0], values=edition.words.list(f"{h} {t}" for h, t in zip(heads, row[1:], strict=True))
        )
        for row in data.rows
        if heads
    ]


def _decimals(value: float) -> int:
    return next((places for places in range(5) if abs(value - round(value, places)) < 1e-9), 5)
