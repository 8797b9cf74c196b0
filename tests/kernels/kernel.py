"""A kernel to play with: started forked or cold, asked for the value of an expression, ended without a trace."""

from __future__ import annotations

import os
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager

from kpilib.kernels import zygote


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
