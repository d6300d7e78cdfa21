"""Webhooks on their page, over the API and at the command line: the secret is shown once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.cli import build
from mailbot.model.person import Role
from tests.contract.console.desk import ConsoleDesk

URL = "https://receiver.example/hooks"


async def test_an_admin_adds_a_receiver_and_sees_its_secret_once(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.ADMIN)
    made = await client.post(
        "/webhooks", data={"csrf": csrf, "url": URL, "topics": ["reply.sent"], "note": "Warehouse"}
    )
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", made.text)
    page = (await client.get("/webhooks")).text
    assert URL in page and "Warehouse" in page and secret not in page
    (hook,) = await desk.house.hooks.rows.all()
    assert secret not in (await client.get(f"/webhooks/{hook.id}")).text


async def test_tellings_are_shown_and_sent_again(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.ADMIN)
    await client.post("/webhooks", data={"csrf": csrf, "url": URL})
    (hook,) = await desk.house.hooks.rows.all()
    await desk.house.desk.resolve(desk.people[Role.AGENT], desk.case_id)
    page = (await client.get(f"/webhooks/{hook.id}")).text
    assert "case.resolved" in page and "waiting" in page
    (told,) = await desk.house.hooks.rows.deliveries(hook.id)
    refused = await client.post(f"/webhooks/{hook.id}/deliveries/{told.id}/again", data={"csrf": csrf})
    assert refused.status_code == 403 and "may wait already" in refused.text
    await client.post(f"/webhooks/{hook.id}/act", data={"csrf": csrf, "act": "off"})
    assert await desk.house.hooks.deliver_due() == 1
    failed = (await client.get(f"/webhooks/{hook.id}")).text
    assert "The receiver is switched off." in failed and "Send again" in failed
    again = await client.post(f"/webhooks/{hook.id}/deliveries/{told.id}/again", data={"csrf": csrf})
    assert again.status_code == 303


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "http://receiver.example/", "nonsense", "https://[::1]/"])
async def test_an_address_that_we_never_send_to_is_refused_with_what_was_typed(desk: ConsoleDesk, url: str) -> None:
    client, csrf = await desk.browser(Role.ADMIN)
    answer = await client.post("/webhooks", data={"csrf": csrf, "url": url})
    assert answer.status_code == 400 and f'value="{url}"' in answer.text
    assert await desk.house.hooks.rows.all() == []


async def test_the_api_adds_switches_tests_and_removes(desk: ConsoleDesk) -> None:
    program = desk.program(Role.ADMIN)
    made = await program.post("/api/v1/webhooks", json={"url": URL, "topics": ["case.closed"]})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    path = f"/api/v1/webhooks/{made.json()['id']}"
    assert "secret" not in (await program.get("/api/v1/webhooks")).json()[0]
    assert (await program.put(path, json={"active": False})).json()["active"] is False
    assert (await program.put(path, json={"active": True})).json()["active"] is True
    assert (await program.post(f"{path}/test")).status_code == 202
    (told,) = (await program.get(f"{path}/deliveries")).json()
    assert (told["topic"], told["state"]) == ("webhook.test", "waiting")
    assert (await program.post(f"{path}/secret")).json()["secret"] != made.json()["secret"]
    assert (await program.delete(path)).status_code == 204
    assert (await program.get(f"{path}/deliveries")).status_code == 404


def test_the_command_line_adds_and_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "mailbot.toml"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "store.db"}"\n')
    monkeypatch.setenv("COLUMNS", "200")

    def said(*words: str) -> str:
        argv = ["--config", str(config), "webhook", *words]
        done = CliRunner().invoke(build(argv), argv)
        assert done.exit_code == 0, done.output
        return done.stdout

    secret = said("add", URL, "--topic", "reply.sent").strip()
    assert secret.startswith("whsec_")
    listed = said("list")
    assert URL in listed and "reply.sent" in listed and secret not in listed
    hook = listed.splitlines()[1].split()[0]
    assert "is off" in said("switch", hook, "--off")
    assert "off: by hand" in said("list")
    said("remove", hook)
    assert URL not in said("list")
