"""A kernelspec of forked kernels, for JupyterLab and stock papermill: `python -m kpilib.kernels [--sys-prefix]`.

Comes in: where to install. Goes out: the kernel "kpilib", a Python kernel that is ready at once.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from kpilib.kernels.provisioner import NAME

KERNEL = "kpilib"


def spec() -> dict[str, object]:
    """The content of kernel.json."""
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python (kpilib, forked)",
        "language": "python",
        "metadata": {"debugger": True, "kernel_provisioner": {"provisioner_name": NAME, "config": {}}},
    }


def install(*, user: bool = True, prefix: str | None = None) -> Path:
    """Install the kernelspec for this user, or under a prefix such as a virtual environment's.

    Returns
    -------
    Path : the folder of the kernelspec
    """
    from jupyter_client.kernelspec import KernelSpecManager

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kernel.json").write_text(json.dumps(spec(), indent=1), "utf-8")
        place = KernelSpecManager().install_kernel_spec(folder, KERNEL, user=user and prefix is None, prefix=prefix)
    return Path(place)
