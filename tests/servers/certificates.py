"""Certificates of a private authority, for verified TLS on the loopback interface."""

from __future__ import annotations

from pathlib import Path

import trustme


def write_certificate(folder: Path, *names: str) -> Path:
    """Write cert.pem, key.pem and ca.pem into `folder` for `names` (default localhost); return ca.pem."""
    authority = trustme.CA()
    leaf = authority.issue_cert(*(names or ("localhost", "127.0.0.1")))
    (folder / "cert.pem").write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    leaf.private_key_pem.write_to_path(str(folder / "key.pem"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return folder / "ca.pem"
