"""The papermill engine of the batch: stock papermill, with limits for the whole notebook and no idle waiting.

Comes in: the notebook that papermill parameterised. Goes out: it with outputs, or with the error that stopped it.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from queue import Empty
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

NAME = "kpilib"
PROVISIONER = "kpilib-fork"
_SETTLE = 0.002
_OUTPUT_SECONDS = 60  # for the output of a cell that has ended: a hundred megabytes take their time on a busy machine


class BatchClient(PapermillNotebookClient):
    """Runs the cells of one notebook against one kernel, within a deadline.

    Everything that stops a notebook, be it an exception, the deadline or the death of its kernel, ends as an error
    output of the cell it happened in, so that papermill keeps the notebook as evidence and puts its banner on it.
    """

    def __init__(
        self, nb_man: Any, *, seconds: float, printed: int, environment: dict[str, str], folder: str, **kw: Any
    ) -> None:
        super().__init__(nb_man, **kw)
        self.seconds, self.printed = seconds, printed
        self.environment, self.folder = environment, folder
        self.deadline = time.monotonic() + seconds
        self.on_cell_executed = _heed_exit
        self.cut = 0
        self.provisioner: Any = None
        self._orphaned = False

    def create_kernel_manager(self) -> AsyncKernelManager:
        """A manager of forked kernels of this interpreter, whatever kernelspecs this machine has."""
        manager = super().create_kernel_manager()
        manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
        return manager

    @property
    def usage(self) -> Any:
        """What the kernel had used when it ended; None if it was started cold."""
        return getattr(self.provisioner, "usage", None)

    @property
    def orphaned(self) -> bool:
        """Whether the kernel was lost through no fault of the notebook's: its zygote died."""
        return self._orphaned

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Start the kernel, run the cells, take the language's description from the kernel, stop it."""
        self.reset_execution_trackers()
        with self.setup_kernel(env=self.environment, cwd=self.folder, **kwargs):
            info = self.kc._kernel_info
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = info["language_info"]
            self.set_widgets_metadata()
        return self.nb

    async def async_start_new_kernel_client(self) -> Any:
        """Connect and shake hands; jupyter_client's own handshake waits 0.4 s for silence."""
        assert self.km is not None
        self.provisioner = self.km.provisioner
        self.kc = self.km.client()
        await ensure_async(self.kc.start_channels())
        try:
            await _shake_hands(self.kc, min(self.startup_timeout, max(1.0, self.deadline - time.monotonic())))
        except BaseException:
            self.obituary()  # whose fault it was, before the kernel's remains are cleared away
            await self._async_cleanup_kernel()
            raise
        self.kc.allow_stdin = False
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    def execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        """Run one cell; a deadline passed or a kernel lost becomes the cell's own error."""
        try:
            return super().execute_cell(cell, cell_index, *args, **kwargs)
        except CellTimeoutError as error:
            stopped = ("TimeLimit", f"the notebook ran longer than {self.seconds:g} seconds")
            raise _stop(cell, *stopped) from error
        except DeadKernelError as error:
            raise _stop(cell, "KernelDied", self.obituary()) from error
        except _Exited as error:
            raise _stop(cell, "KernelDied", "it called exit()") from error

    def papermill_execute_cells(self) -> None:
        """All cells, then a look whether the kernel still lives: a last cell may have called exit()."""
        super().papermill_execute_cells()
        last = next((cell for cell in reversed(self.nb.cells) if cell.cell_type == "code"), None)
        if last is None or any(
            output.output_type == "error" for cell in self.nb.cells for output in cell.get("outputs", [])
        ):
            return
        if not run_sync(self._alive)():
            index = self.nb.cells.index(last)
            self.nb_man.cell_exception(last, cell_index=index, exception=_stop(last, "KernelDied", self.obituary()))

    async def _alive(self) -> bool:
        await asyncio.sleep(_SETTLE)
        return bool(await ensure_async(self.kc.is_alive()))

    def obituary(self) -> str:
        """How the kernel ended, in words."""
        process = getattr(self.provisioner, "process", None)
        self._orphaned = getattr(process, "orphaned", False)
        code = getattr(process, "returncode", None)
        if code is None:
            return "the kernel is gone"
        if code < 0:
            return f"the kernel was ended by {signal.Signals(-code).name}"
        return f"the kernel ended with exit code {code}, as if a cell had called exit()"

    def _get_timeout(self, cell: NotebookNode | None) -> float | None:
        return max(0.05, self.deadline - time.monotonic())

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str, cell_index: int
    ) -> NotebookNode | None:
        """Take an output, as far as the cell's printed text stays within bounds."""
        if msg["msg_type"] == "stream":
            held = sum(len(output.text) for output in outs if output.output_type == "stream")
            text = msg["content"]["text"]
            if held + len(text) > self.printed:
                kept = text[: max(0, self.printed - held)]
                self.cut += len(text) - len(kept)
                if not kept:
                    return None
                msg["content"]["text"] = kept
        return super().output(outs, msg, display_id, cell_index)


class BatchEngine(Engine):
    """`papermill.execute_notebook(…, engine_name="kpilib")`; `clients` receives the client, for what it learned."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Run one notebook; options besides `BatchClient`'s own belong to `papermill.execute_notebook`."""
        own = {name: kwargs[name] for name in ("seconds", "printed", "environment", "folder")}
        client = BatchClient(
            nb_man,
            kernel_name=kernel_name,
            kernel_manager_class=AsyncKernelManager,
            startup_timeout=kwargs["start_timeout"],
            iopub_timeout=_OUTPUT_SECONDS,
            shutdown_kernel="immediate",
            ipython_hist_file=":memory:",
            record_timing=False,
            **own,
        )
        kwargs["clients"].append(client)
        client.execute()


papermill_engines.register(NAME, BatchEngine)


class _Exited(Exception):
    """A cell called exit(), which kernels leave to the front end."""


def _heed_exit(cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
    payload = execute_reply["content"].get("payload") or []
    if any(item.get("source") == "ask_exit" for item in payload):
        raise _Exited


def _stop(cell: NotebookNode, ename: str, evalue: str) -> CellExecutionError:
    line = f"{ename}: {evalue}"
    cell.outputs.append(new_output("error", ename=ename, evalue=evalue, traceback=[line]))
    return CellExecutionError(line, ename, evalue)


async def _shake_hands(channels: Any, seconds: float) -> None:
    """Wait until the kernel answers on both channels, and leave nothing unread."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        channels.kernel_info()
        try:
            reply = await ensure_async(channels.shell_channel.get_msg(timeout=1))
            await ensure_async(channels.iopub_channel.get_msg(timeout=0.02))
        except Empty:
            if not await ensure_async(channels.is_alive()):
                raise DeadKernelError("the kernel ended before it answered") from None
            continue
        channels._handle_kernel_info_reply(reply)
        channels._kernel_info = reply["content"]
        while True:
            try:
                await ensure_async(channels.iopub_channel.get_msg(timeout=_SETTLE))
            except Empty:
                return
    raise DeadKernelError(f"the kernel did not answer within {seconds:.0f} seconds")
