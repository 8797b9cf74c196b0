"""What the zygote and its clients say to each other, one message at a time over a Unix socket of packets.

Comes in: dicts. Goes out: dicts. One connection stands for one kernel: closing it ends the kernel.

    client -> zygote   {"argv": [...], "env": {...}, "cwd": "..."} with descriptors: ready, stdout, stderr
    zygote -> client   {"pid": 123} or {"refused": "why"}
    kernel -> client   one byte through `ready` once its sockets are bound
    zygote -> client   {"exit": code, "cpu_seconds": s, "memory": bytes} when it has ended; code as in subprocess
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

SUPPORTED = sys.platform == "linux"
ADDRESS = "KPILIB_ZYGOTE"  # environment: the socket of a zygote to share
MEMORY = "KPILIB_KERNEL_MEMORY"  # environment: bytes that a kernel may use
_LARGEST = 1 << 20


def packets() -> socket.socket:
    """A Unix socket that keeps the borders between messages."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(connection: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, with copies of file descriptors.

    Raises
    ------
    OSError : the other side is gone, or the message is larger than the system lets through
    """
    socket.send_fds(connection, [json.dumps(message).encode()], list(descriptors))


def receive(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """One message and its descriptors; None when the other side has closed.

    Raises
    ------
    BlockingIOError : nothing has come, on a socket that does not wait
    """
    data, descriptors, _, _ = socket.recv_fds(connection, _LARGEST, 8)
    return (json.loads(data) if data else None), descriptors
