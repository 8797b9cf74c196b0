"""Every known export format, one small file per platform.

Comes in: nothing. Goes out: `PRESETS`, in the order in which they are tried.
"""

import importlib
import pkgutil

from kpilib.sources.preset import Preset


def _all() -> list[Preset]:
    found: list[Preset] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        found += importlib.import_module(f"{__name__}.{module.name}").PRESETS
    return found


PRESETS: list[Preset] = _all()
BY_NAME: dict[str, Preset] = {preset.name: preset for preset in PRESETS}
