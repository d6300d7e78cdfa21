"""DKIM: the signature holds, covers what it should, and a bad key is a clear sentence."""

from __future__ import annotations

import base64
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from mailbot.adapters.dkim_signer import DkimSigner
from mailbot.errors import ConfigurationError

MAIL = b"From: a@example.test\r\nTo: b@example.test\r\nSubject: x\r\nMessage-ID: <1@example.test>\r\n\r\nHello.\r\n"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(key: rsa.RSAPrivateKey, folder: Path) -> DkimSigner:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (folder / "dkim.pem").write_bytes(pem)
    return DkimSigner(domain="example.test", selector="s1", key_file=folder / "dkim.pem")


def test_the_signature_holds_and_breaks_with_the_text(key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def dns(name: bytes, timeout: int = 5) -> bytes:
        assert name.rstrip(b".") == b"s1._domainkey.example.test"
        return record

    signed = written(key, tmp_path)(MAIL)
    assert signed.endswith(MAIL) and dkim.verify(signed, dnsfunc=dns)
    assert not dkim.verify(signed.replace(b"Hello", b"Hallo"), dnsfunc=dns)
    assert not dkim.verify(signed.replace(b"<1@", b"<2@"), dnsfunc=dns)


def test_a_bad_key_is_named(tmp_path: Path) -> None:
    signer = DkimSigner(domain="example.test", selector="s1", key_file=tmp_path / "none.pem")
    with pytest.raises(ConfigurationError, match=r"none\.pem"):
        signer(MAIL)
    (tmp_path / "none.pem").write_text("no key")
    with pytest.raises(ConfigurationError, match="cannot be signed"):
        signer(MAIL)
