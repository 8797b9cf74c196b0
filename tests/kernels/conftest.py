"""Kernels to play with: started forked or cold, asked for the value of an expression, ended without a trace."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from queue import Empty
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

from kpilib.kernels import protocol, zygote

pytestmark = pytest.mark.skipif(not protocol.SUPPORTED, reason="kernels are forked on Linux only")


class Kernel:
    """A kernel and a client of it."""

    def __init__(
        self, *, provisioner: str = "kpilib-fork", env: dict[str, str] | None = None, cwd: str | None = None
    ) -> None:
        self.manager = KernelManager(kernel_name="python3")
        self.manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": provisioner}
        self.manager.start_kernel(env={**os.environ, **(env or {})}, cwd=cwd)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def process(self) -> Any:
        return self.manager.provisioner.process

    @property
    def forked(self) -> bool:
        return isinstance(self.process, zygote.ForkedKernel)

    def run(self, code: str, *, timeout: float = 30) -> list[dict[str, Any]]:
        """Run a cell; its outputs."""
        asked = self.client.execute(code)
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return outputs
            if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
                outputs.append({"type": message["msg_type"], **message["content"]})

    def value(self, expression: str) -> str:
        """The text of an expression's value."""
        outputs = self.run(expression)
        assert outputs, f"{expression} printed nothing"
        assert outputs[-1]["type"] == "execute_result", outputs[-1]
        return outputs[-1]["data"]["text/plain"]

    def drain(self) -> None:
        """Forget what has arrived."""
        with_nothing = False
        while not with_nothing:
            try:
                self.client.get_iopub_msg(timeout=0.05)
            except Empty:
                with_nothing = True

    def close(self) -> None:
        """End the kernel and everything that belongs to it."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.context.destroy(linger=0)


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


@pytest.fixture
def kernel_of_mine() -> type[Kernel]:
    """Kernels that a test ends itself."""
    return Kernel
