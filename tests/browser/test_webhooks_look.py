"""The page of webhooks with a receiver, and the banner of a mailbox that gives no mail: usable narrow and wide, light and dark."""

from __future__ import annotations

import os
from typing import Any

import pytest

from mailbot.model.person import Role
from mailbot.store.tables.health import mailbox_health
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_looks import violations


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1360, "light")])
def test_webhooks_and_the_banner_are_for_everybody(
    stage: BrowserStage, open_page: Open, width: int, scheme: str
) -> None:
    now = stage.clock.now()
    assert stage.house.hooks is not None
    stage.do(stage.house.hooks.add(stage.people[Role.ADMIN], "https://93.184.216.34/hooks", ("reply.sent",), "Ledger"))

    async def outage() -> None:
        async with stage.house.db.write() as tx:
            await tx.execute(
                mailbox_health.insert().values(
                    mailbox="support", last_look_at=now, trouble="It refuses the password.", alarmed_at=now, told_at=now
                )
            )

    stage.do(outage())
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_page(Role.ADMIN, "/webhooks", **options)
    page.get_by_text("93.184.216.34").first.wait_for()
    page.locator("#outages summary").click()  # what the server said is folded: it is English wherever one reads
    page.get_by_text("It refuses the password.").first.wait_for()
    if folder := os.environ.get("MAILBOT_LOOK"):
        page.screenshot(path=f"{folder}/webhooks-{width}.png", scale="css")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
