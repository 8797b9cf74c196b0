"""What is shown while a run goes on."""

from __future__ import annotations

import io
import re

from kpilib.batch import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _play(show: progress.Progress) -> None:
    show.begin(2)
    show.planned(3)
    show.ran("acme", "reach")
    show.tick()
    show.finished("acme: delivered", good=True)
    show.finished("bolt: held [why]", good=False)
    show.close()


def test_a_log_gets_a_line_for_each_report():
    stream = io.StringIO()
    show = progress.for_stream(stream)
    assert type(show) is progress.Lines
    _play(show)
    lines = stream.getvalue().splitlines()
    assert lines[:2] == ["[1/2] acme: delivered", "[2/2] bolt: held [why]"]
    assert lines[2].startswith("2 of 2 reports in ")


def test_a_terminal_gets_bars_and_lines_only_for_what_is_wrong(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    show = progress.for_stream(stream)
    assert type(show) is progress.Bars
    _play(show)
    shown = stream.getvalue()
    assert "Clients" in shown
    assert "Notebooks" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"Clients +━+ 2/2 0:00:\d\d 0:00:00", plain)  # done, time gone, time left
    assert re.search(r"Notebooks +[━╸╺]+ 1/3 0:00:\d\d (-:--:--|0:00:\d\d)", plain)
    assert "bolt: held [why]" in shown
    assert "acme: delivered" not in shown
