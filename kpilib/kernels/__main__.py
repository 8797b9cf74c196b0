"""`python -m kpilib.kernels`: install the kernelspec "kpilib" for this user, or `--sys-prefix` for this environment."""

import sys

from kpilib.kernels.kernelspec import KERNEL, install

if __name__ == "__main__":
    folder = install(prefix=sys.prefix if "--sys-prefix" in sys.argv[1:] else None)
    print(f"Installed the kernel {KERNEL!r} in {folder}")
