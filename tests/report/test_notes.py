"""The last cell of every notebook."""

from __future__ import annotations

from kpilib.exhibits.figures import trust
from kpilib.report import open_report


def test_the_coverage_is_drawn_once_for_a_client_a_period_and_a_language(params, monkeypatch):
    drawn, draw = [], trust.coverage
    monkeypatch.setattr(trust, "coverage", lambda *told, **more: drawn.append(told) or draw(*told, **more))

    def coverage(period, language=""):
        return open_report(str(params / "demo.yml"), period, language=language).notes().content["coverage"]

    first = coverage("2026-08")
    assert first["svg"].startswith("<svg")
    assert coverage("2026-08") == first
    assert len(drawn) == 1
    assert coverage("2026-08", "tr")["title"] != first["title"]
    assert coverage("2026-09")["rows"] != first["rows"]
    assert len(drawn) == 3
