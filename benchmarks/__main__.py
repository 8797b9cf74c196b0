"""`make bench`: every comparison, one after the other, each printing its ratios."""

import subprocess
import sys
from pathlib import Path

for name in ("sources", "engine", "batch"):
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))], check=True)
