"""kpilib: a Jupyter notebook report kit for social-media KPIs.

Comes in: a client file and the exports it names. Goes out: a `Report` whose exhibits a notebook shows.
"""

__version__ = "0.1.0"
