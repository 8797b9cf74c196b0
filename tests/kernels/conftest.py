"""Kernels for a test, and the zygote they come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kpilib.kernels import protocol, zygote
from tests.kernels.kernel import Kernel

pytestmark = pytest.mark.skipif(not protocol.SUPPORTED, reason="kernels are forked on Linux only")


@pytest.fixture(scope="session", autouse=True)
def one_zygote() -> Iterator[None]:
    """A zygote for all tests of this folder, which other people's edits of the library do not make stale."""
    shared = zygote.Zygote().wait()
    before = os.environ.get(protocol.ADDRESS)
    os.environ[protocol.ADDRESS] = shared.address
    yield
    if before is None:
        del os.environ[protocol.ADDRESS]
    else:
        os.environ[protocol.ADDRESS] = before
    zygote.release()
    shared.close()


@pytest.fixture
def kernel() -> Iterator[Callable[..., Kernel]]:
    """Start kernels that are ended after the test."""
    started: list[Kernel] = []

    def start(**given: Any) -> Kernel:
        started.append(Kernel(**given))
        return started[-1]

    yield start
    for one in started:
        one.close()
