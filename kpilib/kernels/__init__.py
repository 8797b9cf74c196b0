"""Fork-server kernels: a zygote that has imported everything forks a ready kernel for each notebook.

Comes in: a kernel's command and environment. Goes out: a kernel like any other, but at once; cold where it must be.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["ForkProvisioner", "Zygote", "install"]
_HOMES = {"ForkProvisioner": "provisioner", "Zygote": "zygote", "install": "kernelspec"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"kpilib.kernels.{_HOMES[name]}"), name)
