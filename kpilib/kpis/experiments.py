"""The KPIs of experiments: tests of one variant against another.

Comes in: measures. Goes out: declarations, one for each row of the catalogue.
"""

from __future__ import annotations

from kpilib.kpis.kpi import Kpi
from kpilib.kpis.measures import Trial

ab_lift = Kpi(
    id="ab_lift",
    category="experiments",
    measures=Trial("lift"),
    unit="fraction",
    stage="all",
    lead_lag="neutral",
    micro_macro="macro",
    aggregation="derived",
    source_url="https://statsmodels.org/v0.12.2/generated/statsmodels.stats.proportion.confint_proportions_2indep.html",
    briefs="E",
)

srm_p = Kpi(
    id="srm_p",
    category="experiments",
    measures=Trial("split"),
    unit="probability",
    stage="all",
    polarity="neutral",
    lead_lag="neutral",
    aggregation="derived",
    source_url="https://www.microsoft.com/en-us/research/group/experimentation-platform-exp/articles/diagnosing-sample-ratio-mismatch-in-a-b-testing/",
)
