"""A customer's HTML, made harmless: sanitised by an allow-list, remote images off, framed without scripts."""

from __future__ import annotations

from functools import cache

import nh3

#: The frame's own policy; `sandbox` without allow-scripts holds even if the sanitiser should err.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'"
)

_TAGS = frozenset(
    "a abbr b blockquote br caption center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins li ol p pre "
    "q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul img".split()
)
_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "valign"},
    "a": {"href"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "bgcolor", "width"},
    "th": {"colspan", "rowspan", "bgcolor", "width"},
    "table": {"border", "cellpadding", "cellspacing", "bgcolor", "width"},
    "img": {"alt", "width", "height", "src"},
    "ol": {"start", "type"},
}

_FRAME = (
    '<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><style>'
    "body{font:15px/1.5 system-ui,sans-serif;margin:12px;color:#222;background:#fff;overflow-wrap:anywhere}"
    "img{max-width:100%}blockquote{border-left:3px solid #ccc;margin:0 0 0 6px;padding-left:10px;color:#555}"
    "</style></head><body>"
)


def framed(html: str) -> str:
    """Return a page for the frame: the mail's HTML without scripts, styles, forms or remote content."""
    return _FRAME + sanitised(html) + "</body></html>"


def sanitised(html: str) -> str:
    """Return the HTML that may be shown. Images survive only as data: URLs of raster types; links open elsewhere."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title", "template", "noscript", "svg", "math"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_only_local_images,
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _only_local_images(tag: str, attribute: str, value: str) -> str | None:
    """Drop remote images (a look at the mail would tell its sender) and data: links (a page in disguise)."""
    harmless = value.strip().lower()
    if attribute == "src":
        return (
            value
            if harmless.startswith(("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"))
            else None
        )
    if attribute == "href":
        return value if harmless.startswith(("http://", "https://", "mailto:", "tel:")) else None
    return value
