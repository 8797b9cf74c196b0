"""Every known export format, one small file per platform.

Comes in: nothing. Goes out: `FORMATS`, in the order in which they are tried; `PRESETS`, one for each name.
"""

import importlib
import pkgutil
from dataclasses import replace

from kpilib.sources.preset import Preset


def _all() -> list[Preset]:
    found: list[Preset] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        found += importlib.import_module(f"{__name__}.{module.name}").PRESETS
    return found


def _by_name(formats: list[Preset]) -> dict[str, Preset]:
    """One preset for each name; those that share a name lend it their parts."""
    found: dict[str, Preset] = {}
    for form in formats:
        first = found.get(form.name)
        found[form.name] = replace(first, parts=(*first.parts, *form.parts)) if first else form
    return found


FORMATS: list[Preset] = _all()
BY_NAME: dict[str, Preset] = _by_name(FORMATS)
PRESETS: list[Preset] = list(BY_NAME.values())
