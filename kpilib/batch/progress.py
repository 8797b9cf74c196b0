"""What a person at the terminal, or the log of a scheduler, sees of a run; everything goes to standard error.

Comes in: what happens in a run. Goes out: bars where there is a terminal, plain lines where there is none.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol


class Progress(Protocol):
    """Whoever is told how a run goes on."""

    def begin(self, clients: int) -> None:
        """The run starts."""

    def planned(self, notebooks: int) -> None:
        """So many more notebooks are to be run or taken from the cache."""

    def ran(self, client: str, notebook: str, note: str = "") -> None:
        """A notebook is done."""

    def finished(self, line: str, *, good: bool) -> None:
        """A client's report is delivered, or is not going to be."""

    def say(self, line: str) -> None:
        """Something worth a line of its own."""

    def tick(self) -> None:
        """Time has passed."""

    def close(self) -> None:
        """The run is over."""


class Lines:
    """One plain line for each report, with the count so far: for logs."""

    def __init__(self, stream: Any = None) -> None:
        self.stream = stream or sys.stderr
        self.clients = self.done = 0
        self.begun = time.monotonic()

    def begin(self, clients: int) -> None:
        """Remember how many there are."""
        self.clients = clients

    def planned(self, notebooks: int) -> None:
        """Nothing: a log shows reports."""

    def ran(self, client: str, notebook: str, note: str = "") -> None:
        """A line only where there is something to say."""
        if note:
            self.say(f"{client}: {note}")

    def finished(self, line: str, *, good: bool) -> None:
        """One line for each report."""
        self.done += 1
        self.say(f"[{self.done}/{self.clients}] {line}")

    def say(self, line: str) -> None:
        """One line."""
        print(line, file=self.stream, flush=True)

    def tick(self) -> None:
        """Nothing: a log does not move."""

    def close(self) -> None:
        """How long it took."""
        self.say(f"{self.done} of {self.clients} reports in {time.monotonic() - self.begun:.1f} s")


class Bars(Lines):
    """Two bars, clients and notebooks, with the time left; drawn without a thread, which would not go with forks."""

    def __init__(self, stream: Any = None) -> None:
        super().__init__(stream)
        self.notebooks = 0
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = [
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        ]
        self._rich = RichProgress(*columns, console=Console(file=self.stream), auto_refresh=False, transient=True)
        self._reports = self._rich.add_task("Clients", total=None)
        self._notebooks = self._rich.add_task("Notebooks", total=0)

    def begin(self, clients: int) -> None:
        """Draw the bars."""
        super().begin(clients)
        self._rich.update(self._reports, total=clients)
        self._rich.start()

    def planned(self, notebooks: int) -> None:
        """Lengthen the bar of notebooks."""
        self.notebooks += notebooks
        self._rich.update(self._notebooks, total=self.notebooks)

    def ran(self, client: str, notebook: str, note: str = "") -> None:
        """Move the bar of notebooks."""
        self._rich.advance(self._notebooks)
        super().ran(client, notebook, note)

    def finished(self, line: str, *, good: bool) -> None:
        """Move the bar of clients; a line only for what is not as it should be."""
        self.done += 1
        self._rich.advance(self._reports)
        if not good:
            self.say(line)

    def say(self, line: str) -> None:
        """A line above the bars."""
        self._rich.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def tick(self) -> None:
        """Redraw."""
        self._rich.refresh()

    def close(self) -> None:
        """Take the bars away and leave the summary."""
        self._rich.stop()
        super().close()


def for_stream(stream: Any = None) -> Progress:
    """Bars on a terminal, lines elsewhere."""
    stream = stream or sys.stderr
    return Bars(stream) if stream.isatty() else Lines(stream)
