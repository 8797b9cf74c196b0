"""The command `kpilib`: words of the shell in, exit code out. Thin over the rooms below.

Results go to standard output, progress and messages to standard error. Exit codes: 0 all good; 1 something asked for
could not be delivered (the rest was); 2 asked wrongly.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from kpilib.cli import commands
from kpilib.cli.parser import build_parser
from kpilib.errors import KpilibError, ParamsError, PeriodError, UnknownName

ASKED_WRONGLY = (ParamsError, PeriodError, UnknownName)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing a user can cause ends in a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    arguments = build_parser().parse_args(argv)
    try:
        code: int = getattr(commands, arguments.command)(arguments)
        sys.stdout.flush()
        return code
    except KpilibError as error:
        print(f"kpilib: {error}", file=sys.stderr)
        return 2 if isinstance(error, ASKED_WRONGLY) else 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("kpilib: stopped; what was finished is kept.", file=sys.stderr)
        return 1
