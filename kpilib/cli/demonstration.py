"""Which demo clients there are. Comes in: how many. Goes out: their client files, written where they are missing."""

from __future__ import annotations

from pathlib import Path


def demo_clients(count: int) -> list[str]:
    """Paths of the first `count` demo clients; the first is the committed one when run from the project's folder."""
    committed = Path("params/demo.yml")
    if count == 1 and committed.exists():
        return [str(committed)]
    from kpilib import demo

    folder = Path("reports/.demo/params")
    return [str(path) for path in demo.write(folder, clients=count)]
