"""The jupyter_client provisioner `kpilib-fork`: papermill, nbclient and JupyterLab start forked kernels through it.

Comes in: the command of a kernelspec. Goes out: a forked kernel, or a cold one where that is not possible.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kpilib.errors import KernelError
from kpilib.kernels import limits, protocol, zygote
from kpilib.kernels.zygote import ForkedKernel, Usage

NAME = "kpilib-fork"
_LAUNCHER = "ipykernel_launcher"
_READY_SECONDS = 60.0
_END_SECONDS = 5.0
_IMPORTS = 2 * 2**30  # what the allocators of the usual libraries reserve without using it
_warned: set[str] = set()


class ForkProvisioner(LocalProvisioner):
    """Starts kernels by forking a process that has imported everything already.

    A kernelspec of another interpreter, another platform, an environment that must be read at an interpreter's start,
    or a zygote that fails: the kernel is started cold, as LocalProvisioner does.
    """

    process: Any = None
    usage: Usage | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let the kernel talk through files instead of ports: quicker, private, and without a warning."""
        manager = self.parent
        if manager is not None and manager.transport == "tcp" and os.name == "posix" and not manager.shell_port:
            try:
                place = str(zygote.sockets_folder() / self.kernel_id[:13])
            except (KernelError, OSError):
                return await super().pre_launch(**kwargs)
            manager.transport, manager.ip, manager.cache_ports = "ipc", place, False
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start a cold one."""
        if not _forkable(cmd, kwargs):
            return await self._cold(cmd, kwargs)
        try:
            self.process = await self._forked(cmd[cmd.index(_LAUNCHER) + 1 :], kwargs)
        except (KernelError, OSError) as error:
            self._warn(error)
            return await self._cold(cmd, kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel without looking again and again."""
        if not isinstance(self.process, ForkedKernel):
            return await super().wait()
        code = await _ended(self.process)
        self.usage = self.process.usage
        self.process = None
        return code

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and see it gone: jupyter_client would look again only a tenth of a second later."""
        await super().kill(restart)
        if isinstance(self.process, ForkedKernel):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_ended(self.process), _END_SECONDS)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the kernel, so that its zygote ends it if it still runs."""
        if isinstance(self.process, ForkedKernel):
            self.process.poll()
            self.usage = self.process.usage
            self.process.close()
        await super().cleanup(restart)

    async def _forked(self, argv: list[str], kwargs: dict[str, Any]) -> ForkedKernel:
        """A kernel whose sockets are bound. A zygote with outdated code is replaced once."""
        environment = dict(kwargs.get("env") or os.environ)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        loop = asyncio.get_running_loop()
        try:
            address = await loop.run_in_executor(None, zygote.address)
            kernel = ForkedKernel(address, argv, env=environment, cwd=cwd)
        except KernelError as error:
            if error.what != "stale":
                raise
            address = await loop.run_in_executor(None, lambda: zygote.address(renew=True))
            kernel = ForkedKernel(address, argv, env=environment, cwd=cwd)
        await _readable(kernel.ready, _READY_SECONDS)
        bound = os.read(kernel.ready, 1)
        os.close(kernel.ready)
        if not bound:
            raise KernelError("zygote", f"a kernel ended at its start (exit code {await _ended(kernel)})")
        return kernel

    async def _cold(self, cmd: list[str], kwargs: dict[str, Any]) -> KernelConnectionInfo:
        allowed = (kwargs.get("env") or os.environ).get(protocol.MEMORY)
        if allowed and _own(cmd):
            cmd = [*cmd, f"--IPKernelApp.extra_extensions={limits.__name__}"]
        connection = await super().launch_kernel(cmd, **kwargs)
        if allowed and self.pid:
            limits.memory(self.pid, int(allowed), imports=_IMPORTS)
        return connection

    def _warn(self, error: Exception) -> None:
        """One line for each reason, not for each kernel."""
        reason = error.what if isinstance(error, KernelError) else str(error)
        if reason not in _warned:
            _warned.add(reason)
            self.log.warning("Kernels start cold, which is slower: %s.", reason)


def _forkable(cmd: list[str], kwargs: dict[str, Any]) -> bool:
    """Whether this is a plain IPython kernel of this very interpreter, with nothing asked of its streams."""
    redirected = any(kwargs.get(name) not in (None, subprocess.DEVNULL) for name in ("stdin", "stdout", "stderr"))
    return protocol.SUPPORTED and _own(cmd) and not redirected


def _own(cmd: list[str]) -> bool:
    """Whether this is a plain IPython kernel of this very interpreter."""
    return _module(cmd) == _LAUNCHER and Path(cmd[0]).absolute() == Path(sys.executable).absolute()


def _module(cmd: list[str]) -> str:
    """The module that a Python command runs, if nothing but `-X` options stands before it."""
    words = [word for word in cmd[1:] if not word.startswith("-X")]
    return words[1] if len(words) > 1 and words[0] == "-m" else ""


async def _ended(kernel: ForkedKernel) -> int:
    while (code := kernel.poll()) is None:
        await _readable(kernel.connection.fileno(), None)
    return code


async def _readable(descriptor: int, seconds: float | None) -> None:
    """Wait until there is something to read, be it the end.

    Raises
    ------
    KernelError : it took too long
    """
    loop = asyncio.get_running_loop()
    arrived = loop.create_future()
    loop.add_reader(descriptor, _arrive, arrived)
    try:
        await asyncio.wait_for(arrived, seconds)
    except TimeoutError:
        raise KernelError("zygote", f"a kernel was not ready after {seconds:.0f} seconds") from None
    finally:
        loop.remove_reader(descriptor)


def _arrive(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)
