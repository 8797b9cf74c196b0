"""What the chapter of an A/B test prints: rates whose difference is that of the title."""

from __future__ import annotations

from kpilib.report import open_report


def test_rates_and_their_difference_agree_and_no_loss_is_nothing(tmp_path):
    """By hand: 120 of 2,400 are 5.00%, 170 of 2,388 are 7.12%, which is 2.12 points more."""
    rows = ["Test,Version,Control,Seen,Done", "Button,A,true,2400,120", "Button,B,false,2388,170"]
    (tmp_path / "test.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    columns = "{experiment: Test, variant: Version, is_control: Control, exposures: Seen, conversions: Done}"
    more = "constants: {unit: user, goal: signup}"
    source = f"{{path: test.csv, as: generic, table: experiments, columns: {columns}, {more}}}"
    (tmp_path / "days.csv").write_text("Day,Likes\n2026-10-31,5\n", encoding="utf-8")
    fixed = "constants: {network: linkedin, account: acme, scope: total}"
    days = f"{{path: days.csv, as: generic, table: accounts_daily, columns: {{date: Day, reactions: Likes}}, {fixed}}}"
    (tmp_path / "acme.yml").write_text(f"client: Acme\nsources:\n  - {source}\n  - {days}\n", encoding="utf-8")
    report = open_report(str(tmp_path / "acme.yml"), "2026-10")
    first, second, chance = report.cards("experiments").content["cards"]
    assert (first["value"], second["value"]) == ("5.00%", "7.12%")
    assert chance["note"] == "Expected loss if that is wrong: < 0.01 points"
    assert report.headline("experiments").content["title"] == "B converts 2.12 points more than A"
    table = report.variants().content
    assert [row[1]["text"] for row in table["rows"]] == ["A (Control)", "B"]
    assert all(column["label"] for column in table["columns"])
