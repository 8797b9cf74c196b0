"""`python -m kpilib` is the command `kpilib`."""

from kpilib.cli import main

raise SystemExit(main())
