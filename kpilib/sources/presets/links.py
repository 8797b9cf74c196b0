"""Short links: Bitly and Short.io.

Comes in: CSV. Goes out: links with their lifetime clicks.
"""

from kpilib.sources.preset import F, Part, Preset

BITLY = Preset(
    name="bitly",
    what="Bitly links",
    evidence="T: header quoted by a public parser",
    needs=("Link", "Destination URL", "Engagements"),
    parts=(
        Part(
            "links",
            {
                "link_id": "Link",
                "url": F("Custom Link | Link", pick="filled"),
                "destination": "Destination URL",
                "created_at": "Date created",
                "title": "Title",
                "status": "Status",
                "clicks": "Engagements",
            },
        ),
    ),
    header=("Link", "Custom Link", "Date created", "Title", "Destination URL", "Engagements", "Status"),
)
BITLY_TEMPLATE = Preset(
    name="bitly_template",
    what="Bitly upload template; refused",
    evidence="T: header quoted by a public parser",
    needs=("Long URL", "Backhalf"),
    parts=(),
    refuse="this is Bitly's upload template, not an export: it holds no clicks",
)
SHORT_IO = Preset(
    name="short_io",
    what="Short.io links",
    evidence="T: header quoted by a public parser",
    needs=("idString", "shortURL", "originalURL", "clicks"),
    parts=(
        Part(
            "links",
            {
                "link_id": "idString",
                "url": "shortURL",
                "destination": "originalURL",
                "created_at": "createdAt",
                "title": "title",
                "clicks": "clicks",
            },
        ),
    ),
    header=("idString", "shortURL", "originalPath", "originalURL", "title", "clicks", "createdAt"),
)
PRESETS = (BITLY, BITLY_TEMPLATE, SHORT_IO)
