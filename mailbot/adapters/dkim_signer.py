"""Optional DKIM signing (RFC 6376) with dkimpy, for sites whose mail server does not sign."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mailbot.errors import ConfigurationError

#: What the signature covers besides From; List-Unsubscribe must be covered to count (RFC 8058).
SIGNED = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"reply-to",
    b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class DkimSigner:
    """Signs mails of one domain. The key file is read at each signature, so it may rotate."""

    domain: str
    selector: str
    key_file: Path  # RSA private key in PEM

    def __call__(self, payload: bytes) -> bytes:
        """Return the payload below a DKIM-Signature. Raises ConfigurationError for a missing library or bad key."""
        try:
            import dkim
        except ImportError as error:
            raise ConfigurationError("DKIM signing needs dkimpy.", hint="pip install 'mailbot[dkim]'") from error
        try:
            key = self.key_file.read_bytes()
            present = [name for name in SIGNED if _has_header(payload, name)]
            header = dkim.sign(
                payload, self.selector.encode(), self.domain.encode("idna"), key, include_headers=present
            )
        except (OSError, dkim.DKIMException, ValueError) as error:
            raise ConfigurationError(
                f"The mail cannot be signed with {self.key_file}: {error}.",
                hint="The file must hold an RSA private key in PEM form, readable by the user of mailbot.",
            ) from error
        return bytes(header) + payload


def _has_header(payload: bytes, name: bytes) -> bool:
    head = payload.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].lower()
    return head.startswith(name + b":") or b"\n" + name + b":" in head
