"""The client's logo: an SVG or PNG picture that a report can show, or what is wrong with it.

Comes in: the bytes of a file. Goes out: what is wrong in words; an SVG as a tree that is safe to walk and to draw.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import io
import re
from xml.etree import ElementTree as ET

MOST_PIXELS = 4000  # of a side
_MOST_PARTS, _DEEPEST = 50_000, 100
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding=[\"']([\w-]+)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_INNER = re.compile(r"data:image/(?:png|jpeg);base64,(.*)", re.DOTALL)
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


def fault(content: bytes, *, ending: str) -> str:
    """What is wrong with a logo, as the end of a sentence; empty for a good one.

    Parameters
    ----------
    content : the file
    ending : ".svg" or ".png"
    """
    if not content.strip():
        return "is empty"
    if ending == ".png":
        return _png(content)
    if content.startswith((_PNG, _JPEG)):
        return "is no SVG but a photograph or bitmap that is called so"
    try:
        tree(content)
    except ValueError as error:
        return str(error)
    return ""


def tree(source: bytes | str) -> ET.Element:
    """SVG as a tree, refused where walking or drawing it would never end.

    Raises
    ------
    ValueError : not SVG, with entities of its own, nested too deep, too large once its copies are drawn, or holding a
        picture too large
    """
    text = source if isinstance(source, str) else _decoded(source)
    text = _DOCTYPE.sub("", text, count=1).strip() if "<!ENTITY" not in text else text
    if "<!ENTITY" in text:
        raise ValueError("declares entities")
    try:
        root = ET.fromstring(text)
    except (ET.ParseError, ValueError) as error:
        raise ValueError(f"is not SVG: {error}") from error
    if (name := _tag(root)) != "svg":
        raise ValueError(f"is not SVG but <{name}>")
    _measure(root)
    return root


def _png(content: bytes) -> str:
    from PIL import Image

    if not content.startswith(_PNG):
        return "is no PNG picture" + (" but a JPEG" if content.startswith(_JPEG) else "")
    # The header is read by hand: Pillow refuses the largest without a word of their size.
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if max(width, height) > MOST_PIXELS:
        return f"measures {width} × {height} pixels, more than {MOST_PIXELS}"
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError):
        return "is a damaged PNG picture"
    return ""


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        named = _ENCODING.match(content)
        encoding = named[1].decode("ascii") if named else "utf-8-sig"
    try:
        return content.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise ValueError(f"is not SVG: {error}") from error


def _measure(root: ET.Element) -> None:
    """Count what will be drawn: every element once for each `use` that leads to it."""
    named: dict[str, ET.Element] = {}
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError(f"is nested more than {_DEEPEST} levels deep")
        named.setdefault(element.get("id", ""), element)
        if _tag(element) == "image":
            _measure_inner(element)
        waiting += [(child, depth + 1) for child in element]
    left = _MOST_PARTS

    def draw(element: ET.Element, depth: int) -> None:
        nonlocal left
        left -= 1
        if left < 0 or depth > 2 * _DEEPEST:
            raise ValueError(f"draws more than {_MOST_PARTS} parts once its copies are counted")
        for child in element:
            draw(child, depth + 1)
        target = _href(element)
        if _tag(element) == "use" and target[:1] == "#" and target[1:] in named:
            draw(named[target[1:]], depth + 1)

    draw(root, 0)


def _measure_inner(element: ET.Element) -> None:
    from PIL import Image

    match = _INNER.match(_href(element))
    if match is None:
        return
    try:
        with Image.open(io.BytesIO(base64.b64decode(match[1])), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > MOST_PIXELS:
                raise ValueError(f"holds a picture of more than {MOST_PIXELS} pixels")
    except Image.DecompressionBombError as error:
        raise ValueError(f"holds a picture of more than {MOST_PIXELS} pixels") from error
    except (binascii.Error, OSError, SyntaxError) as error:
        raise ValueError("holds a damaged picture") from error


def _href(element: ET.Element) -> str:
    return next((element.attrib[name] for name in _HREFS if name in element.attrib), "")


def _tag(element: ET.Element) -> str:
    return element.tag.rsplit("}")[-1] if isinstance(element.tag, str) else ""
