"""Invented clients whose exports have the platforms' own formats, the same bytes every time.

Comes in: a folder, how many clients, a seed. Goes out: client files, logos and exports below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kpilib.demo import business, meta, networks, web
from kpilib.demo.cast import Brand, brands
from kpilib.demo.clientfile import client_file, logo
from kpilib.demo.native import text

__all__ = ["exports", "write"]


def write(folder: str | Path, *, clients: int = 1, seed: int = 2026) -> list[Path]:
    """Write the demo client and further ones into a params folder.

    Parameters
    ----------
    folder : where the client files go; their exports go to exports/<client>/ below it
    clients : how many; all five business models in five languages are there from 26 on
    seed : the same seed gives the same bytes on every machine

    Returns
    -------
    paths : the client files, the demo's first
    """
    folder = Path(folder)
    written = []
    for brand in brands(clients):
        path = folder / f"{brand.slug}.yml"
        for name, content in _all(brand, seed):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        path.write_bytes(client_file(brand, seed).encode())
        written.append(path)
    return written


def exports(brand: Brand, seed: int = 2026) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every export of a brand."""
    yield from meta.files(brand, seed)
    yield from networks.files(brand, seed)
    yield from web.files(brand, seed)
    rows = [["Network", "From", "To", "People"]]
    rows += [
        [network, str(first), str(last), str(people)]
        for network, first, last, people in meta.monthly_reach(brand, seed)
    ]
    yield "monthly_reach.csv", text(rows).encode()
    yield from business.files(brand, seed)


def _all(brand: Brand, seed: int) -> Iterator[tuple[str, bytes]]:
    yield f"{brand.slug}.svg", logo(brand).encode()
    for name, content in exports(brand, seed):
        yield f"exports/{brand.slug}/{name}", content
