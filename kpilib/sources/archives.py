"""Zip archives as downloaded: members in memory, never on disk, within limits.

Comes in: bytes of an archive. Goes out: (name, bytes) of each file in it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from kpilib.errors import SourceError

_MAX_MEMBERS = 2_000
_MAX_MEMBER = 1 << 30
_MAX_TOTAL = 2 << 30
_MAX_RATIO = 200
_FREE = 16 << 20  # below this size no ratio is suspicious
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError)


def members(data: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """Files of the archive in its own order, without folders and hidden ones.

    Names are for messages only: nothing is written, so a name that climbs out of its folder does no harm.

    Raises
    ------
    SourceError : broken, encrypted, or blown up beyond the limits
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except BROKEN as error:
        raise SourceError(file, f"not a readable archive: {error}", "Download it again.") from error
    if len(entries) > _MAX_MEMBERS:
        raise SourceError(file, f"{len(entries)} files are more than an export holds")
    total = 0
    for entry in entries:
        name = shown_name(entry.filename)
        if entry.is_dir() or name.startswith(".") or "__MACOSX" in entry.filename:
            continue
        content = unpack(archive, entry, file)
        total += len(content)
        if total > _MAX_TOTAL:
            raise SourceError(file, "the archive unpacks to more than 2 GB", "Unpack it and name the files.")
        yield name, content


def shown_name(name: str) -> str:
    """The last part of a member's name, printable."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    return "".join(mark if mark.isprintable() else "?" for mark in last)[:120] or "file"


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """The bytes of one member, read no further than the limits.

    Raises
    ------
    SourceError : encrypted, broken, or larger than its kind can be
    """
    name = shown_name(entry.filename)
    if entry.flag_bits & 1:
        raise SourceError(file, f"{name} in the archive is encrypted", "Unpack it first.")
    limit = min(_MAX_MEMBER, max(_FREE, entry.compress_size * _MAX_RATIO))
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
    except BROKEN as error:
        raise SourceError(file, f"{name} in the archive is damaged: {error}", "Download it again.") from error
    if len(content) > limit:
        raise SourceError(file, f"{name} unpacks to far more than its size: refused as a zip bomb")
    return content
