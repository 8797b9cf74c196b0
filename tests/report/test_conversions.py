"""Conversions by the types that a business model, or the client itself, looks at."""

from __future__ import annotations

import pytest

from kpilib.report import open_report

DAY = "2026-10-05"
HEAD = "Day,Source,Event,Sessions,Key events"
# What visits from one network did on one day, by conversion type.
TYPES = {"newsletter_signup": 40, "purchase": 30, "trial": 12, "form_fill": 9, "access": 5}
EARLIER, SEEN_BEFORE = "2026-10-01", {"add_to_cart": 3, "download": 2}  # and not on the day of the report


@pytest.fixture
def opened(tmp_path):
    """A report of a client whose site counts five types of conversions."""

    def open_(lines: str):
        rows = [f"{DAY},instagram,{name},0,{count}" for name, count in TYPES.items()]
        rows += [f"{EARLIER},instagram,{name},0,{count}" for name, count in SEEN_BEFORE.items()]
        (tmp_path / "web.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        fixed = "{breakdown: event}"
        columns = "{date: Day, source: Source, event: Event, sessions: Sessions, conversions: Key events}"
        events = ", ".join(f"{name}: {name}" for name in (*TYPES, *SEEN_BEFORE))
        source = f"{{path: web.csv, as: generic, table: web_daily, columns: {columns}, constants: {fixed}}}"
        text = f"client: Acme\nevents: {{{events}}}\nsources:\n  - {source}\n{lines}"
        (tmp_path / "acme.yml").write_text(text, encoding="utf-8")
        return open_report(str(tmp_path / "acme.yml"), "2026-10-05..2026-10-05")

    return open_


def bars(report):
    return [tuple(row[:2]) for row in report.conversions().content["rows"]]


def test_types_that_the_model_does_not_look_at_are_one_group(opened):
    assert bars(opened("business_model: dtc\n")) == [
        ("Newsletter sign-up", "40"),
        ("Purchase (website event)", "30"),
        ("Other", "26"),
    ]


def test_a_client_names_types_of_its_own(opened):
    chosen = "business_model: dtc\nconversions: [trial, form_fill, access, newsletter_signup]\n"
    shown = dict(bars(opened(chosen)))
    assert shown == {
        "Newsletter sign-up": "40",
        "Purchase (website event)": "30",
        "Trial": "12",
        "Form fill": "9",
        "Access": "5",
    }


def test_a_type_that_nobody_looks_at_and_nobody_counted_is_no_row_of_zeros(opened):
    def rows(report):
        return {row[0]["text"]: row[1]["text"] for row in report.figures("conversion").content["rows"]}

    dtc, b2b = rows(opened("business_model: dtc\n")), rows(opened("business_model: b2b\n"))
    # Counted although the model does not look at them; looked at although nothing was counted that day. Of what no day
    # has, such as checkouts and demo requests here, nobody knows whether it is counted at all.
    assert (dtc["Trials or test drives"], dtc["Form fills"], dtc["Registrations"], dtc["Add to cart"]) == (
        "12",
        "9",
        "5",
        "0",
    )
    assert {"Downloads", "Demo requests"} & set(dtc) == set()
    assert "Checkouts started" not in dtc
    assert b2b["Downloads"] == "0"
    assert {"Add to cart", "Checkouts started", "Demo requests"} & set(b2b) == set()
