"""Meta Business Suite charts: one metric by day, the metric named above the header.

Comes in: UTF-16 CSV with a `sep=` line. Goes out: accounts_daily, for viewers period_totals by day.
"""

from kpilib.sources.preset import F, Part, Preset
from kpilib.sources.rows import Rows

_DAY = F("Date", order="iso")


def _series(title: str, column: str, network: str = "") -> Part:
    constants = {"scope": "total", **({"network": network} if network else {})}
    return Part("accounts_daily", {"date": _DAY, column: "Primary"}, constants, title=title)


def _end(rows: Rows) -> None:
    rows.columns["end"] = rows.columns["start"]


META_SERIES = Preset(
    name="meta_series",
    what="Facebook or Instagram chart of one metric by day, Meta Business Suite",
    evidence="R: seven charts of one page and one account, January to April 2025",
    needs=("Date", "Primary"),
    exact=True,
    parts=(
        _series("^facebook reach$", "reach", "facebook"),
        _series("^instagram reach$", "reach", "instagram"),
        _series("^reach$", "reach"),
        _series("^views$", "views"),
        _series("^facebook visits$", "profile_visits", "facebook"),
        _series("^instagram profile visits$", "profile_visits", "instagram"),
        _series("^facebook follows$", "new_followers", "facebook"),
        _series("^instagram follows$", "new_followers", "instagram"),
        _series("^follows$", "new_followers"),
        _series("^content interactions$", "engagements"),
        _series("^facebook link clicks$", "link_clicks", "facebook"),
        _series("^link clicks$", "link_clicks"),
        Part(
            "period_totals",
            {"start": _DAY, "value": "Primary"},
            {"metric": "viewers", "scope": "total"},
            title="^viewers$",
            mend=_end,
        ),
    ),
    open_end=True,
    asks=("network", "account"),
    header=("Date", "Primary"),
)
PRESETS = (META_SERIES,)
