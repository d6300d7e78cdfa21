"""Lines and logins: what is refused before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.adapters.account import Login, ServerAddress, TlsMode, is_loopback
from mailbot.errors import ConfigurationError


@pytest.mark.parametrize("host", ["mail.example.com", "10.0.0.7", "localhost.evil.test", "0.0.0.0"])
def test_an_unprotected_line_off_this_machine_must_be_allowed_by_name(host: str) -> None:
    with pytest.raises(ConfigurationError, match="unprotected"):
        ServerAddress(host=host, port=143, tls=TlsMode.PLAIN)
    assert ServerAddress(host=host, port=143, tls=TlsMode.PLAIN, allow_plain=True).port == 143


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "LOCALHOST"])
def test_the_loopback_interface_may_be_plain(host: str) -> None:
    assert is_loopback(host)
    assert ServerAddress(host=host, port=143, tls=TlsMode.PLAIN).host == host


def test_a_bad_authority_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for path in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(ConfigurationError, match=str(path)):
            ServerAddress(host="x", port=993, ca_file=path).tls_context()


def test_exactly_one_way_to_log_in() -> None:
    for options in ({}, {"password": "a", "password_file": Path("b")}):
        with pytest.raises(ConfigurationError, match="exactly one"):
            Login(user="me", **options)  # type: ignore[arg-type]


def test_a_password_file_may_rotate_and_loses_only_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(" pass word \n")
    login = Login(user="me", password_file=file)
    assert login.read_password() == " pass word "
    file.write_text("new")
    assert login.read_password() == "new"
    file.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        login.read_password()


def test_passwords_do_not_show_in_repr() -> None:
    assert "hush" not in repr(Login(user="me", password="hush"))
