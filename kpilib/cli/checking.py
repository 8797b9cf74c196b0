"""What `kpilib check` says of one client. Comes in: a client's name. Goes out: its problems and what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpilib.cli import output
from kpilib.errors import KpilibError, Problem

if TYPE_CHECKING:
    from kpilib.params import Client

_LEAST_OF_LOGO = 2.0  # to 1: yellow and light grey on white stay below, orange does not


@dataclass(frozen=True)
class Checked:
    """One client's problems and the log of its sources."""

    client: str
    problems: list[Problem]
    sources: list[dict[str, Any]] = field(default_factory=list)
    usable: bool = True

    @property
    def exit_code(self) -> int:
        """2 when the client file itself cannot be used, 1 when something is an error, else 0."""
        if not self.usable:
            return 2
        return 1 if any(problem.severity == "error" for problem in self.problems) else 0

    def as_dict(self) -> dict[str, Any]:
        """The document of `--format json`."""
        keys = ("severity", "file", "sheet", "row", "column", "what", "do")
        problems = [{key: problem.as_dict()[key] for key in keys} for problem in self.problems]
        return output.plain({"client": self.client, "problems": problems, "sources": self.sources})

    def show(self) -> None:
        """Print the problems, then what was read."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        print(
            f"{self.client}: {errors} errors, {len(self.problems) - errors} warnings, {len(self.sources)} tables read"
        )
        for problem in self.problems:
            print(f"  {problem}")
        columns = ["file", "preset", "table", "rows_read", "kept", "rejected", "duplicated", "start", "end"]
        output.show(self.sources, "table", columns=columns)
        for file, names in self.not_understood().items():
            print(f"  columns not understood: {file}: {', '.join(names)}")

    def not_understood(self) -> dict[str, list[str]]:
        """Columns that no table of a file takes figures from and that no list of headers knows."""
        found: dict[str, list[str]] = {}
        for entry in self.sources:
            names = found.setdefault(entry["file"], [])
            names += [name for name in entry["unknown_columns"] if name not in names]
        return {file: names for file, names in found.items() if names}


def checked(client: str, folder: Path | None) -> Checked:
    """Check one client's file and every source it names, in one pass."""
    from dataclasses import asdict

    from kpilib import params

    try:
        chosen = params.load(client, folder=folder)
    except KpilibError as error:
        return Checked(client, _problems(error), usable=False)
    store = chosen.store()
    problems = [*chosen.warnings, *_looks(chosen), *store.problems]
    return Checked(chosen.name, problems, [asdict(entry) for entry in store.log])


def _looks(client: Client) -> list[Problem]:
    """What is done about a colour that nobody could read, and a logo that nobody could see."""
    from kpilib.exhibits.palette import corrected
    from kpilib.render.pixels import logo_contrast

    found = []
    if said := corrected(client.file.brand.color):
        found.append((said, "Areas keep the colour; one with 4.5:1 is used as it is."))
    if client.logo and (reached := logo_contrast(client.logo.read_bytes())) < _LEAST_OF_LOGO:
        said = f"brand.logo {client.logo.name} can hardly be seen: contrast {reached:.1f}:1 on the white cover"
        found.append((said, "Name the version of the logo that is made for light grounds."))
    return [Problem("warning", client.path.name, what, do) for what, do in found]


def _problems(error: KpilibError) -> list[Problem]:
    """Everything that is wrong with a client file; one problem where the error says no more."""
    return list(getattr(error, "problems", ())) or [Problem("error", error.where, error.what, error.do)]
