"""The throw-away servers themselves: they start, deliver, die by SIGKILL, come back and leave nothing."""

from __future__ import annotations

import imaplib
import smtplib

import psutil
import psycopg
import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.process import MissingServer, require_binary

MAIL = b"From: c@example.test\r\nSubject: kettle\r\nMessage-ID: <1@example.test>\r\n\r\nIt broke.\r\n"


def login(server: Dovecot, user: str) -> imaplib.IMAP4:
    """Return a client that has the INBOX open."""
    client = imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=30)
    client.login(user, server.password)
    client.select("INBOX")
    return client


@pytest.mark.dovecot
def test_dovecot_keeps_mail_over_a_crash_and_leaves_nothing(crashable_dovecot: Dovecot) -> None:
    server = crashable_dovecot
    user = server.new_user()
    with login(server, user) as client:
        assert client.append("INBOX", None, None, MAIL)[0] == "OK"
    folder, process = server.dir, server.process
    server.kill()
    assert process is not None and not psutil.pid_exists(process.pid)
    server.start()
    with login(server, user) as client:
        assert client.search(None, "ALL")[1] == [b"1"]
    server.close()
    assert not folder.exists()
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(p.info["cmdline"] or [])]


@pytest.mark.dovecot
@pytest.mark.postfix
def test_postfix_refuses_by_recipient_and_delivers_into_dovecot(postfix: Postfix, dovecot: Dovecot) -> None:
    user = dovecot.new_user("customer")
    with login(dovecot, user) as client, smtplib.SMTP("127.0.0.1", postfix.port, timeout=30) as sender:
        refused = sender.sendmail("c@example.test", [user, "gone@example.test"], MAIL)
        assert refused["gone@example.test"][0] == 550
        for _ in range(2000):  # each NOOP is a round trip: the server's own pace, no pause of ours
            client.noop()
            if client.search(None, "ALL")[1] == [b"1"]:
                break
        else:
            pytest.fail(postfix.log())


@pytest.mark.postgres
def test_each_database_is_empty_and_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        connection.execute("CREATE TABLE mails (id int)")


@pytest.mark.postgres
def test_a_second_database_does_not_see_the_first(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE mails (id int)")
        assert connection.execute("SELECT count(*) FROM mails").fetchone() == (0,)


def test_a_missing_binary_names_its_debian_package() -> None:
    with pytest.raises(MissingServer, match="apt-get install no-such-package"):
        require_binary("/usr/sbin/no-such-server", "no-such-package")
