"""Bytes to text with the usual lies forgiven: charsets, encoded words, transfer encodings."""

from __future__ import annotations

import binascii
import codecs
import re
import unicodedata

#: Codecs that mails may name. Everything else (zlib, rot13, idna, unicode_escape…) is not a charset.
CHARSETS = frozenset(
    [
        "ascii",
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "iso8859-1",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-9",
        "iso8859-10",
        "iso8859-11",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "cp852",
        "cp858",
        "cp866",
        "cp874",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "tis-620",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "big5hkscs",
        "cp950",
        "euc_jp",
        "euc_jis_2004",
        "shift_jis",
        "cp932",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_3",
        "iso2022_jp_ext",
        "iso2022_jp_2004",
        "iso2022_kr",
        "euc_kr",
        "cp949",
        "johab",
        "hz",
    ]
)
#: What senders write, and the superset that they mean (as browsers do).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
_ALIASES = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-gb2312": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "utf8mb4": "utf-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "cp-850": "cp850",
    "ansi_x3.4-1968": "ascii",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
}
_WESTERN = frozenset({"cp1252", "ascii", "iso8859-1", "iso8859-15"})
_ENCODED_WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]*\?[bBqQ]\?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_ODD_SPACES = re.compile(r"[\s\u2028\u2029]+")
_DIRECTION = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def codec(charset: str | None) -> str | None:
    """Return the Python codec for a charset that a mail names, or None when it is none that we trust."""
    name = re.sub(r"[^a-z0-9._:+-]", "", (charset or "").lower())[:40]
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return None
    return found if found in CHARSETS else None


def to_text(data: bytes, charset: str | None = None) -> str:
    """Decode bytes by the declared charset, else by a ladder of likely ones; never raises. Returns NFC text."""
    if data.isascii() and b"\x1b" not in data and b"~{" not in data:
        named = codec(charset) if charset else None
        if named is None or not named.startswith(("utf-7", "utf-16", "utf-32", "hz")):
            return data.decode("ascii")
    return unicodedata.normalize("NFC", _ladder(data, codec(charset)))


def _ladder(data: bytes, declared: str | None) -> str:
    if b"\x1b$" in data and not (declared or "").startswith("iso2022"):
        declared = "iso2022_jp"
    for name in _candidates(declared):
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    japanese = None if declared else _japanese(data)
    if japanese is not None:
        return japanese
    return data.decode(_last_resort(declared), "replace")


def _candidates(declared: str | None) -> tuple[str, ...]:
    """Return the codecs to try strictly, in order; valid UTF-8 beats a Western label, which is often a lie."""
    if declared is None or declared in _WESTERN:
        return ("utf-8",) if declared is None else ("utf-8", _MEANT.get(declared, declared))
    meant = _MEANT.get(declared, declared)
    return (declared, meant, "utf-8") if meant != declared else (declared, "utf-8")


def _last_resort(declared: str | None) -> str:
    if declared is None or declared in _WESTERN or declared in {"utf-8", "utf-7"}:
        return "cp1252"
    return _MEANT.get(declared, declared)


def _japanese(data: bytes) -> str | None:
    for name in ("cp932", "euc_jp"):
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if len(_KANA.findall(text)) * 6 > len(text):
            return text
    return None


def raw_bytes(value: str) -> bytes:
    """Give back the bytes behind a header or payload that the standard parser holds as surrogate-escaped text."""
    return value.encode("utf-8", "surrogateescape") if not value.isascii() else value.encode("ascii")


def header_text(value: str, charset: str | None = None) -> str:
    """Decode a raw header value (RFC 2047, broken in the usual ways) to one harmless line.

    Line breaks, NUL and direction overrides never survive: what comes out may be put into a reply.
    """
    if not value.isascii():
        value = to_text(raw_bytes(value), charset)
    if "=?" in value:
        value = _decode_words(value)
    return one_line(value)


def one_line(value: str) -> str:
    """Return text as one NFC line without controls or direction overrides, at most 2,000 characters."""
    value = _ODD_SPACES.sub(" ", value[:8000])
    if not value.isascii() or not value.isprintable():
        value = _DIRECTION.sub("", _CONTROLS.sub("", unicodedata.normalize("NFC", value)))
    return value.strip()[:2000]


def body_text(value: str) -> str:
    """Return readable text with LF line ends, NFC, without control characters."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = value.replace("\u2028", "\n").replace("\u2029", "\n")
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return _CONTROLS.sub("", value)


def _decode_words(value: str) -> str:
    value = _BETWEEN_WORDS.sub(r"\1", value)
    out: list[str] = []
    pending = b""
    charset = ""
    position = 0
    for match in _ENCODED_WORD.finditer(value):
        between = value[position : match.start()]
        name = match[1].partition("*")[0].lower()  # RFC 2231 section 5: "charset*language"
        if between or name != charset:
            # A multi-byte character may be split over two words: decode neighbours of one charset together.
            out.append(to_text(pending, charset))
            out.append(between)
            pending = b""
        charset = name
        pending += _word_bytes(match[2], match[3])
        position = match.end()
    out.append(to_text(pending, charset))
    out.append(value[position:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    return base64_bytes(data)


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with junk, missing padding or cut short; never raises."""
    try:
        return binascii.a2b_base64(data)
    except (binascii.Error, ValueError):
        pass
    clean = _NOT_BASE64.sub(b"", data)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def payload_bytes(payload: str, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; an unknown one counts as none (RFC 2045 section 6.4)."""
    data = payload.encode("ascii", "surrogateescape") if not payload.isascii() else payload.encode("ascii")
    match encoding:
        case "quoted-printable":
            return binascii.a2b_qp(data)
        case "base64":
            return base64_bytes(data)
        case "x-uuencode" | "uuencode" | "uue" | "x-uue":
            return _uuencoded(data)
        case _:
            return data


def _uuencoded(data: bytes) -> bytes:
    out = []
    for line in data.splitlines():
        if line.startswith(b"begin ") or line == b"end":
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)
