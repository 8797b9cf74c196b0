"""What customers and colleagues say: tickets, mentions, surveys, employee shares.

Comes in: a brand. Goes out: files by name. Nobody in them exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd

from kpilib.demo.cast import Brand
from kpilib.demo.days import DAYS, LAST, factors, generator
from kpilib.demo.native import sheet, text
from kpilib.demo.voice import caption

Files = Iterator[tuple[str, bytes]]
_RIVALS = ("Ostrelly", "Quimbard")
# Where messages arrive and where the brand is spoken of, and how often.
_VIA = {"Twitter": 0.1, "Facebook": 0.3, "Instagram": 0.35, "Email": 0.25}
_PLACES = {"X": 0.4, "Instagram": 0.3, "Blogs": 0.2, "News": 0.1}


def rivals() -> tuple[str, ...]:
    """The invented competitors of every invented brand."""
    return _RIVALS


def tickets(brand: Brand, seed: int) -> Files:
    """Help-desk tickets: most answered within the hour, some not at all."""
    draw = generator(seed, brand.slug, "tickets")
    via = _reachable(brand, _VIA)
    rows: list[dict[str, Any]] = []
    for day, count in zip(DAYS, draw.poisson(3.4 * factors("web", 0.08))):
        for _ in range(count):
            sent = datetime.combine(day, time(int(draw.integers(7, 22)), int(draw.integers(0, 60))))
            minutes = int(min(2880, draw.lognormal(3.1, 1.1)))
            answered = draw.uniform() < 0.93
            solved = answered and draw.uniform() < 0.9
            rows.append({
                "message_id": str(51_000 + len(rows)), "sent_at": sent, "minutes": minutes if answered else "",
                "resolved_at": sent + timedelta(minutes=minutes + int(draw.integers(20, 3000))) if solved else None,
                "via": draw.choice(list(via), p=list(via.values())),
                "tag": draw.choice(["care", "sales", "enquiry"], p=(0.6, 0.2, 0.2)),
                "score": draw.choice(["Good", "Bad", "Unoffered"], p=(0.34, 0.06, 0.60)),
                "agent": f"Colleague {int(draw.integers(1, 6)):02d}", "replies": 1 if answered else 0,
            })  # fmt: skip
    frame = pd.DataFrame(rows)
    layout = (
        ("Summation column", "1"), "message_id",
        ("Requester id", [f"R{int(n) * 7 % 3000}" for n in frame["message_id"]]),
        ("Assignee", frame["agent"]), ("Subject", ""), "tag",
        ("Status", ["Solved" if pd.notna(at) else "Open" for at in frame["resolved_at"]]),
        ("Via", frame["via"]), "sent_at", "resolved_at", ("Satisfaction Score", frame["score"]), ("Reopens", "0"),
        "replies",
        ("First reply time in minutes", frame["minutes"]),
        ("First reply time in minutes within business hours", [_business(m) for m in frame["minutes"]]),
    )  # fmt: skip
    rows_ = sheet("zendesk_tickets", "messages", frame, layout, when=_stamp)
    yield "care/tickets.csv", text(rows_).encode()


def _reachable(brand: Brand, places: dict[str, float]) -> dict[str, float]:
    """The places where the brand can be, without networks on which it has no account; shares of one."""
    there = {name: often for name, often in places.items() if brand.is_there(name.lower().replace("twitter", "x"))}
    return {name: often / sum(there.values()) for name, often in there.items()}


def _business(minutes: object) -> object:
    return minutes if minutes == "" else min(int(str(minutes)), 480)


def _stamp(at: Any) -> str:
    return "" if pd.isna(at) else f"{at:%Y-%m-%d %H:%M}"


def mentions(brand: Brand, seed: int) -> Files:
    """What is said of the brand and its two rivals; UTF-16 with tabs, as the listening tool writes it."""
    draw = generator(seed, brand.slug, "mentions")
    places = _reachable(brand, _PLACES)
    names = (brand.client, *_RIVALS)
    rows: list[dict[str, Any]] = []
    for day, count in zip(DAYS, draw.poisson(5.5 * factors("x", 0.1))):
        for _ in range(count):
            name = names[draw.choice(3, p=(0.42, 0.34, 0.24))]
            rows.append({
                "mention_id": f"m{len(rows):07d}", "brand": name, "day": day,
                "clock": f"{int(draw.integers(0, 24)):02d}:{int(draw.integers(0, 60)):02d}",
                "text": caption(brand.model, brand.language, "People", int(draw.integers(0, 99))),
                "reach": int(draw.lognormal(6, 1)),
                "place": draw.choice(list(places), p=list(places.values())),
                "mood": draw.choice(["Positive", "Neutral", "Negative", "Not Rated"], p=(0.34, 0.38, 0.12, 0.16)),
                "engagement": int(draw.poisson(6)),
            })  # fmt: skip
    frame = pd.DataFrame(rows)
    layout = (
        ("Date", [f"{day:%d-%b-%Y}" for day in frame["day"]]), ("Time", frame["clock"]),
        ("Document ID", frame["mention_id"]),
        ("URL", [f"https://posts.example/{name}" for name in frame["mention_id"]]), ("Input Name", frame["brand"]),
        ("Source Type", frame["place"]), ("Source Name", "posts.example"),
        ("Author Handle", [f"@reader{n % 700}" for n in range(len(frame))]), ("Hit Sentence", frame["text"]),
        ("Language", brand.language), ("Sentiment", frame["mood"]), ("Reach", frame["reach"]),
        ("Engagement", frame["engagement"]),
    )  # fmt: skip
    rows_ = sheet("meltwater", "mentions", frame, layout)
    yield "listening/mentions.csv", text(rows_, delimiter="\t").encode("utf-16")


def surveys(brand: Brand, seed: int) -> Files:
    """Answers to two questions: would you recommend us, how satisfied are you."""
    draw = generator(seed, brand.slug, "surveys")
    rows = [["Answer", "Survey", "Sent", "Score", "From", "To"]]
    for day, count in zip(DAYS, draw.poisson(1.6, size=len(DAYS))):
        for _ in range(count):
            at = f"{day} {int(draw.integers(8, 22)):02d}:{int(draw.integers(0, 60)):02d}"
            if draw.uniform() < 0.6:
                score = int(min(10, max(0, round(float(draw.normal(8.3, 1.8))))))
                rows.append([f"a{len(rows)}", "nps", at, str(score), "0", "10"])
            else:
                score = int(draw.choice([1, 2, 3, 4, 5], p=(0.04, 0.07, 0.15, 0.36, 0.38)))
                rows.append([f"a{len(rows)}", "csat", at, str(score), "1", "5"])
    yield "surveys.csv", text(rows).encode()


def advocacy(brand: Brand, seed: int) -> Files:
    """Colleagues who share the brand's posts, and the list of those who take part."""
    draw = generator(seed, brand.slug, "advocacy")
    people = [f"Colleague {n + 1:02d}" for n in range(34)]
    eager = draw.pareto(1.4, size=len(people)) + 0.2
    rows = [["Post", "Date", "Shared by", "Approved By", "Shares", "Clicks", "Engagements", "Branded"]]
    for day, count in zip(DAYS, draw.poisson(1.5 * factors("linkedin", 0.2))):
        for number in draw.choice(len(people), size=min(int(count), 12), p=eager / eager.sum(), replace=False):
            clicks = int(draw.poisson(3.1))
            done = clicks + int(draw.poisson(4))
            rows.append([f"Story {day:%V}", f"{day}", people[number], "", "1", str(clicks), str(done), "Yes"])
    yield "advocacy/shares.csv", text(rows).encode()
    users = [["Name", "Type", "Created On", "Onboarded", "Last Active", "Reach", "Posts", "Shares", "Clicks"]]
    for name in people:
        joined = DAYS[0] - timedelta(days=int(draw.integers(10, 400)))
        followers = str(int(draw.lognormal(6, 0.5)))
        # Their shares stand in the other file; counted here too they would be there twice.
        users.append([name, "User", f"{joined}", f"{joined}", f"{LAST}", followers, "0", "0", "0"])
    yield "advocacy/users.csv", text(users).encode()
