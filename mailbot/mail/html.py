"""HTML mail to readable lines through a real HTML5 parser, with the marks that mail programs leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailbot.mail.lines import Hint, Line

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "ul",
    ]
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre", "hr"})
_SILENT = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "select",
        "textarea",
        "meta",
    }
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(r" {2,}")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|mso-hide\s*:\s*all", re.I
)
_OUTLOOK_RULE = re.compile(
    r"border(?:-top)?\s*:\s*(?:solid\s+#?(?:e1e1e1|b5c4df|b5c4df)\b|none;\s*border-top\s*:\s*solid\s+#?(?:e1e1e1|b5c4df))",
    re.I,
)
_INDENT_ONLY = re.compile(r"border\s*:\s*none", re.I)
_SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|AppleMailSignature|ms-outlook-mobile-signature|signature_container|protonmail_signature_block-user|zmail_signature|mail-signature|x_gmail_signature|yahoo-signature|ydp[0-9a-f]+signature)\b|^(?:x_)?Signature$",
    re.I,
)
#: From these containers on, everything to the end of the mail is an older mail.
_REPLY_HEADER = re.compile(
    r"\b(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|replySplit|reply-intro)\b"
)
_QUOTE_BOX = re.compile(
    r"\b(?:yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|mail_quote_box|ox-.*quote)\b", re.I
)
_MAX_DEPTH = 400
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
#: Void elements, and the ones that people leave open and the parser closes.
_NOT_NESTING = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "option",
        "o:p",
    ]
)


class _Writer:
    """Collects lines while the tree is walked."""

    def __init__(self, limit: int) -> None:
        self.lines: list[Line] = []
        self.buffer: list[str] = []
        self.left = limit

    def text(self, text: str, pre: bool) -> None:
        if self.left <= 0:
            return
        text = text[: self.left]
        self.left -= len(text)
        self.buffer.append(text if pre else _SPACES.sub(" ", text))

    def end_line(self, depth: int, hint: Hint) -> None:
        if not self.buffer:
            return
        raw = "".join(self.buffer)
        self.buffer.clear()
        for piece in raw.split("\n"):
            text = _BLANKS.sub(" ", piece.replace("\xa0", " ")).strip()
            if text:
                self.lines.append(Line("> " * depth + text, Hint.QUOTE if depth else hint))

    def gap(self, depth: int, hint: Hint) -> None:
        self.end_line(depth, hint)
        if self.lines and self.lines[-1].text.strip("> "):
            self.lines.append(Line(("> " * depth).rstrip(), Hint.QUOTE if depth else hint))

    def blank(self, depth: int, hint: Hint) -> None:
        if self.buffer and "".join(self.buffer).strip():
            self.end_line(depth, hint)
        else:
            self.gap(depth, hint)


def render(html: str, limit: int = 400_000) -> list[Line]:
    """Return the readable lines of an HTML mail; quotes are marked and begin with "> ".

    Scripts, styles and hidden parts are left out. Nothing is fetched. Never raises.
    """
    html = html[: limit * 8].replace("\x00", "")
    if _too_deep(html):
        return [Line(text) for piece in _TAG.sub("\n", html)[:limit].split("\n") if (text := unescape(piece).strip())]
    tree = LexborHTMLParser(html)
    root = tree.body or tree.root
    writer = _Writer(limit)
    if root is not None:
        _walk(root, writer)
    writer.end_line(0, Hint.NONE)
    return _trimmed(writer.lines)


def _too_deep(html: str) -> bool:
    """Tell whether elements are nested deeper than any person's mail: trees of that kind cost quadratic time."""
    depth = 0
    for closing, tag in _TAG_NAME.findall(html):
        if tag.lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > _MAX_DEPTH:
            return True
    return False


def _trimmed(lines: list[Line]) -> list[Line]:
    while lines and not lines[-1].text.strip("> "):
        lines.pop()
    return lines


def _walk(root: LexborNode, out: _Writer) -> None:
    """Depth-first with our own stack: hostile nesting must not end the interpreter's."""
    hint_rest = Hint.NONE  # once a reply header came, all that follows is quoted
    stack: list[tuple[LexborNode | Callable[[], None], int, Hint, bool]] = [(root, 0, Hint.NONE, False)]
    while stack:
        node, depth, hint, pre = stack.pop()
        if not isinstance(node, LexborNode):
            node()
            continue
        hint = hint_rest if hint_rest is not Hint.NONE else hint
        tag = node.tag or ""
        if tag == "-text":
            out.text(node.text_content or "", pre)
            continue
        if tag.startswith(("-", "_", "!")) or tag in _SILENT or len(stack) > 200_000:
            continue
        attributes = node.attributes
        if _hidden(attributes):
            continue
        if _starts_older_mail(tag, attributes) and out.lines:
            out.end_line(depth, hint)
            hint_rest = hint = Hint.OLDER
        hint, depth = _inside(tag, attributes, hint, depth)
        _open(tag, attributes, out, depth, hint)
        _push_children(node, tag, stack, out, depth, hint, pre or tag == "pre")


def _open(tag: str, attributes: dict[str, str | None], out: _Writer, depth: int, hint: Hint) -> None:
    if tag == "br":
        out.blank(depth, hint)
    elif tag == "img":
        alt = (attributes.get("alt") or "").strip()
        if len(alt) == 1 or (len(alt) < 5 and not alt.isascii()):
            out.text(alt, False)  # an emoji drawn as a picture
    elif tag == "li":
        out.end_line(depth, hint)
        out.text("- ", True)


def _push_children(
    node: LexborNode,
    tag: str,
    stack: list[tuple[LexborNode | Callable[[], None], int, Hint, bool]],
    out: _Writer,
    depth: int,
    hint: Hint,
    pre: bool,
) -> None:
    outer = max(0, depth - 1) if tag == "blockquote" and depth else depth
    if tag in _PARAGRAPHS and not _tight(node):
        out.gap(outer, hint)
        stack.append((_paragraph_closer(out, depth, outer, hint), 0, hint, False))
    elif tag in _BLOCKS:
        out.end_line(depth, hint)
        stack.append((_closer(out, depth, hint, gap_if_empty=tag == "p"), 0, hint, False))
    elif tag in ("td", "th"):
        stack.append((lambda: out.text(" ", False), 0, hint, False))
    if len(stack) < 200_000 and depth < _MAX_DEPTH:
        children = list(node.iter(include_text=True))
        stack.extend((child, depth, hint, pre) for child in reversed(children))


def _tight(node: LexborNode) -> bool:
    """Tell whether a paragraph is Word's: a line without margins; its empty ones are the blank lines."""
    return node.tag == "p" and "msonormal" in (node.attributes.get("class") or "").lower()


def _paragraph_closer(out: _Writer, depth: int, outer: int, hint: Hint) -> Callable[[], None]:
    def close() -> None:
        out.end_line(depth, hint)
        out.gap(outer, hint)

    return close


def _closer(out: _Writer, depth: int, hint: Hint, *, gap_if_empty: bool) -> Callable[[], None]:
    before = len(out.lines)

    def close() -> None:
        out.end_line(depth, hint)
        if gap_if_empty and len(out.lines) == before:
            out.gap(depth, hint)

    return close


def _hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style") or ""
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def _marks(attributes: dict[str, str | None]) -> str:
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''} {attributes.get('name') or ''}"


def _starts_older_mail(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "div" and (style := attributes.get("style")) and _OUTLOOK_RULE.search(style):
        return True
    return tag in ("div", "span", "hr", "blockquote", "table") and bool(_REPLY_HEADER.search(_marks(attributes)))


def _inside(tag: str, attributes: dict[str, str | None], hint: Hint, depth: int) -> tuple[Hint, int]:
    """Return hint and quote depth that hold inside an element."""
    if tag == "blockquote":
        indented = _INDENT_ONLY.search(attributes.get("style") or "") and (attributes.get("type") or "") != "cite"
        return hint, depth if indented else min(depth + 1, _MAX_DEPTH)
    if not attributes or hint is not Hint.NONE:
        return hint, depth
    marks = _marks(attributes)
    if _QUOTE_BOX.search(marks):
        return Hint.OLDER, depth
    if any(_SIGNATURE.search(mark) for mark in marks.split()):
        return Hint.SIGNATURE, depth
    return hint, depth
