"""Pictures as SVG, taken apart and put together again from known parts only.

Comes in: SVG source from a chart, a logo or anywhere. Goes out: SVG for paper, or inline in the page's colours.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from kpilib.errors import RenderError
from kpilib.params.logo import tree
from kpilib.render.characters import printable, showable
from kpilib.render.colours import LIGHT, NETWORKS

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "defs",
        "use",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "marker",
        "mask",
        "image",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "id",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "dx",
        "dy",
        "width",
        "height",
        "points",
        "transform",
        "viewBox",
        "preserveAspectRatio",
        "offset",
        "gradientUnits",
        "gradientTransform",
        "spreadMethod",
        "clipPathUnits",
        "patternUnits",
        "patternTransform",
        "patternContentUnits",
        "maskUnits",
        "maskContentUnits",
        "markerWidth",
        "markerHeight",
        "markerUnits",
        "refX",
        "refY",
        "orient",
        "href",
        "style",
        "rotate",
    ]
)
_PROPERTIES = frozenset(
    [
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-linejoin",
        "stroke-linecap",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-miterlimit",
        "opacity",
        "font",
        "font-size",
        "font-weight",
        "font-style",
        "font-variant",
        "text-anchor",
        "clip-path",
        "clip-rule",
        "marker-start",
        "marker-mid",
        "marker-end",
        "mask",
        "stop-color",
        "stop-opacity",
        "dominant-baseline",
        "color",
        "display",
        "visibility",
        "white-space",
    ]
)
_FONT = re.compile(
    r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>[1-9]00|bold|normal)\s+)?(?P<size>[\d.]+(?:px|pt)?)\s"
)
_LOCAL = re.compile(r"url\(\s*['\"]?#[^'\")]+['\"]?\s*\)")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
_LENGTH = re.compile(r"\s*([\d.]+)\s*(pt|px|mm|cm|in|)\s*")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}


@dataclass(frozen=True)
class Drawing:
    """A cleaned picture and its own size in points."""

    root: ET.Element
    width: float
    height: float


def read(source: str | bytes) -> Drawing:
    """Take SVG source apart and keep only shapes, text and local references.

    Raises
    ------
    RenderError : the source is not SVG
    """
    try:
        root = tree(_legal(source) if isinstance(source, str) else source)
    except ValueError as error:
        raise RenderError("picture", f"this {error}", "Save it as plain SVG.") from error
    width, height = _size(root)
    cleaned = _cleaned(root, _rules(root))
    assert cleaned is not None
    cleaned.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    # matplotlib says this in a style sheet, which would reach every other picture of the page.
    cleaned.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    return Drawing(cleaned, width, height)


def for_paper(drawing: Drawing, families: str) -> bytes:
    """The picture as a file of its own, its text in the given font families and in characters they have."""
    root = _copy(drawing.root)
    root.attrib |= {
        "xmlns": _SVG,
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
        "width": f"{drawing.width:g}pt",
        "height": f"{drawing.height:g}pt",
        "font-family": families,
    }
    for element in root.iter():
        if element.tag in ("text", "tspan"):
            element.text = showable(element.text or "")
        if "href" in element.attrib:
            element.attrib["xlink:href"] = element.attrib.pop("href")
    return ET.tostring(root, encoding="utf-8")


def for_screen(drawing: Drawing, prefix: str, alt: str | None, *, classes: str = "") -> str:
    """The picture inline: ids made unique by `prefix`, known colours as variables, one spoken name (None: ornament)."""
    root = _copy(drawing.root)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    variables = palette()
    # What has no colour of its own would be black, also on dark paper.
    root.attrib.setdefault("fill", "var(--ink)")
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.attrib[name] = prefix + value
            elif name == "href" and value.startswith("#"):
                element.attrib[name] = f"#{prefix}{value[1:]}"
            elif name in ("style", "fill", "stroke", "clip-path", "mask") or name.startswith(("marker", "stop")):
                value = value.replace("url(#", f"url(#{prefix}")
                element.attrib[name] = _HEX.sub(lambda m: variables.get(m[0].lower(), m[0]), value)
    spoken = {"aria-hidden": "true"} if alt is None else {"role": "img", "aria-label": alt}
    root.attrib |= spoken | ({"class": classes} if classes else {})
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def texts(drawing: Drawing) -> str:
    """Everything written in the picture."""
    return " ".join("".join(element.itertext()) for element in drawing.root.iter("text"))


def wrapped(png: str, ppi: float = 100.0) -> str:
    """A PNG, as base64, as the only thing in an SVG of its size; Typst reads text files only."""
    head = base64.b64decode("".join(png[:80].split())[:64])
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    scale = 72 / ppi
    return (
        f'<svg xmlns="{_SVG}" xmlns:xlink="{_XLINK[1:-5]}" width="{width * scale:g}pt" height="{height * scale:g}pt" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{"".join(png.split())}"/></svg>'
    )


def as_data(drawing: Drawing) -> str:
    """A cleaned picture as a data address, for an <img>, where neither scripts nor fetches exist."""
    root = _copy(drawing.root)
    root.attrib["xmlns"] = _SVG
    return "data:image/svg+xml;base64," + base64.b64encode(ET.tostring(root, encoding="utf-8")).decode()


@lru_cache(maxsize=1)
def palette() -> dict[str, str]:
    """CSS variable of every colour that a chart may use, by its light value."""

    named = {value: f"var(--{name})" for name, value in LIGHT.items()}
    return named | {value: f"var(--n-{name})" for name, value in NETWORKS.items()} | {"#000000": named[LIGHT["ink"]]}


def _legal(source: str) -> str:
    if source.replace("\n", "").isprintable():  # nearly every picture, and told at once
        return source
    return "".join(
        char if char in "\n\t" or char.isprintable() or char.isspace() else printable(char) for char in source
    )


def _size(root: ET.Element) -> tuple[float, float]:
    box = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    if len(box) != 4 or min(box[2:]) <= 0:
        box = [0, 0, 100, 100]
    matches = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    width, height = (float(match[1]) * _POINTS[match[2]] if match else 0.0 for match in matches)
    width = width or (height * box[2] / box[3] if height else box[2])
    height = height or width * box[3] / box[2]
    return max(width, 1.0), max(height, 1.0)


def logo(bundle: dict[str, str] | None) -> Drawing | None:
    """The client's logo as a report holds it, SVG or PNG as base64; None without one."""
    if not bundle or not bundle.get("data"):
        return None
    return read(wrapped(bundle["data"]) if bundle.get("kind") == "png" else base64.b64decode(bundle["data"]))


def logo_height(drawing: Drawing, usual: float, widest: float) -> float:
    """The height at which a logo looks like others: tall ones rise above the usual height, wide ones keep within."""
    aspect = drawing.width / drawing.height
    return min(usual * min(max(1.0, aspect**-0.5), 2.0), widest / aspect)


def _rules(root: ET.Element) -> dict[str, str]:
    """The declarations of style sheets by simple selector: an element, .a-class or #an-id."""
    rules: dict[str, str] = {}
    for sheet in root.iter():
        if isinstance(sheet.tag, str) and sheet.tag.rsplit("}")[-1] == "style":
            for selectors, body in _RULE.findall(_COMMENT.sub("", "".join(sheet.itertext()))):
                for selector in selectors.split(","):
                    rules[selector.strip()] = f"{rules.get(selector.strip(), '')};{body}"
    return rules


def _styled(element: ET.Element, tag: str, rules: dict[str, str]) -> str:
    """An element's own style after what style sheets say of it."""
    names = [tag, *(f".{name}" for name in element.get("class", "").split()), f"#{element.get('id')}"]
    return ";".join([*(rules[name] for name in names if name in rules), element.get("style", "")])


def _cleaned(element: ET.Element, rules: dict[str, str]) -> ET.Element | None:
    tag = element.tag.rsplit("}")[-1] if isinstance(element.tag, str) else ""
    # A link or a choice of languages is but a group to a picture.
    tag = "g" if tag in ("a", "switch") else tag
    if tag not in _ELEMENTS:
        return None
    kept = ET.Element(tag, _attributes(element))
    if rules and (style := _styled(element, tag, rules)).strip(";"):
        kept.attrib["style"] = ";".join(f"{key}:{item}" for key, item in _declarations(style))
    if tag == "image" and "href" not in kept.attrib:
        return None
    if tag in ("text", "tspan"):
        kept.text = printable(element.text or "")
    for child in element:
        part = _cleaned(child, rules)
        if part is not None:
            if tag in ("text", "tspan"):
                part.tail = printable(child.tail or "")
            kept.append(part)
    return kept


def _attributes(element: ET.Element) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        name = "href" if name == _XLINK else name
        if name == "style":
            value = ";".join(f"{key}:{item}" for key, item in _declarations(value))
        elif (name == "href" and not (value.startswith("#") or _PICTURE.fullmatch(value))) or (
            name not in _ATTRIBUTES and not (name in _PROPERTIES and _safe(value))
        ):
            continue
        if value:
            kept[name] = " ".join(value.split()) if name in ("d", "points", "transform") else value
    return kept


@lru_cache(maxsize=4096)
def _declarations(style: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (match := _FONT.match(value)):
            parts = (("font-style", match["style"]), ("font-weight", match["weight"]), ("font-size", match["size"]))
            found += [(key, item) for key, item in parts if item]
        elif name != "font" and name in _PROPERTIES and _safe(value):
            found.append((name, value))
    return tuple(found)


def _safe(value: str) -> bool:
    return bool(value) and not re.search(r"[\\@<>]|url|expression|var", _LOCAL.sub("", value), re.IGNORECASE)


def _copy(element: ET.Element) -> ET.Element:
    twin = ET.Element(element.tag, dict(element.attrib))
    twin.text, twin.tail = element.text, element.tail
    twin.extend(_copy(child) for child in element)
    return twin
