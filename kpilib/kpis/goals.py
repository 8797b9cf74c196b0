"""The KPIs of goals: figures held against targets and benchmarks.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi
from kpilib.kpis.measures import AnyKpi

target_attainment = Kpi(
    id="target_attainment",
    category="goals",
    measures=AnyKpi("targets"),
    unit="fraction",
    stage="all",
    lead_lag="neutral",
    micro_macro="macro",
    aggregation="derived",
    source_url="https://www.emediamonitor.net/glossary-term/barcelona-principles/",
    briefs="B C D E",
)

pace_to_target = Kpi(
    id="pace_to_target",
    category="goals",
    measures=AnyKpi("targets"),
    unit="fraction",
    stage="all",
    micro_macro="macro",
    aggregation="derived",
    briefs="C E",
)

benchmark_delta = Kpi(
    id="benchmark_delta",
    category="goals",
    measures=AnyKpi("benchmarks"),
    unit="same",
    stage="all",
    lead_lag="neutral",
    micro_macro="macro",
    aggregation="derived",
    source_url="https://www.rivaliq.com/blog/2019-social-media-benchmark-report/",
    briefs="B C",
)
