"""What never leaves the house, taken out of a text: cards, accounts, secrets, and ways to reach a person."""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = re.compile(r"(?<![\w+])\d(?:[ \-.]?\d){11,18}(?!\w)")
_IBAN = re.compile(r"(?i)(?<!\w)[a-z]{2}\d{2}(?:[ ]?[a-z0-9]{4}){2,7}(?:[ ]?[a-z0-9]{1,3})?(?!\w)")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(r"(?i)\b(?:https?|ftp)://\S+|\bwww\.\S+")
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)\d[\d ()/.\-]{7,18}\d(?!\w)|(?<![\w/.,-])0\d[\d ()/\-]{6,14}\d(?!\w)")
#: "password: hunter2", "mon mot de passe est …", "PIN 4711", "CVV 123".
_SECRET = re.compile(
    r"(?i)((?:pass ?word|passwd|passcode|passphrase|pass ?phrase|contrase[ñn]a|clave(?: de acceso)?|mot de passe|senha|palavra-passe"
    r"|passwort|kennwort|losung|m[ậa]t kh[ẩa]u|パスワード|暗証番号|認証コード|pin(?:-?code)?|puk|tan|otp|cvv2?|cvc2?|security code|api[ _-]?key|token|secret)"
    r"(?:\s+(?:is|was|ist|war|lautet|es|era|est|é|era|là|number|nummer|number is))?\s*(?:[:=：]|は)?\s*)([^\s,;。、]{3,64})"
)
_KEY = re.compile(r"(?<![\w/])(?=[A-Za-z0-9_\-]{0,200}\d)(?=[A-Za-z0-9_\-]{0,200}[A-Za-z])[A-Za-z0-9_\-]{28,}(?![\w/])")
_IDENTITY = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")  # US social security number


def redacted(text: str) -> str:
    """Return a text without card numbers, IBANs, passwords, PINs, keys, telephone numbers, addresses and links.

    What was taken out is named in square brackets, so that a reader knows that something stood there. Order numbers
    of up to eleven digits stay; a longer number stays unless it could be a card's (ISO/IEC 7812, Luhn).
    """
    for pattern, put in _STEPS:
        text = pattern.sub(put, text)
    return text


def _card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    return "[card number]" if 12 <= len(digits) <= 19 and is_luhn(digits) else match.group()


def is_luhn(digits: str) -> bool:
    """Tell whether a number ends in its check digit (ISO/IEC 7812-1 annex B)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _account(match: re.Match[str]) -> str:
    squeezed = match.group().replace(" ", "").upper()
    return "[account number]" if 15 <= len(squeezed) <= 34 and is_iban(squeezed) else match.group()


def is_iban(squeezed: str) -> bool:
    """Tell whether an account number's check digits hold (ISO 13616, ISO 7064 MOD 97-10)."""
    moved = squeezed[4:] + squeezed[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_LINK, "[link]"),
    (_MAIL, "[address]"),
    (_IBAN, _account),
    (_DIGITS, _card),
    (_IDENTITY, "[identity number]"),
    (_SECRET, r"\1[secret]"),
    (_PHONE, "[telephone number]"),
    (_KEY, "[key]"),
)
