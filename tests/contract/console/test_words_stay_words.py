"""Customers' words are data: no template runs in them, and no address of theirs becomes a link of ours."""

from __future__ import annotations

from mailbot.model.draft import DraftText
from mailbot.model.person import Role
from tests.contract.console.desk import ConsoleDesk

TEMPLATES = (
    "{{7*7}}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{{''|attr('format')}}",
    "{0.__class__}",
    "${7*7}",
    "%(x)s",
)
LOOK_ALIKE = "https://xn--pple-43d.com/login https://\u0430pple.com/login"


async def test_a_template_in_a_customers_words_stays_words(desk: ConsoleDesk) -> None:
    agent = desk.people[Role.AGENT]
    text = DraftText(language="en", playbook="steady-answer", subject="Re: Kettle", body="\n".join(TEMPLATES))
    draft = await desk.house.desk.start(agent, desk.case_id, text)
    await desk.house.desk.reject(agent, draft.id, draft.version, " ".join(TEMPLATES))
    client, _ = await desk.browser(Role.AGENT)
    page = (await client.get(f"/cases/{desk.case_id}")).text
    assert "{{7*7}}" in page and "{0.__class__}" in page and "${7*7}" in page
    assert "49" not in page.split("Draft rejected:", 1)[1][:200]


async def test_addresses_in_words_are_no_links(desk: ConsoleDesk) -> None:
    agent = desk.people[Role.AGENT]
    await desk.house.desk.note(agent, desk.case_id, LOOK_ALIKE)
    client, _ = await desk.browser(Role.AGENT)
    page = (await client.get(f"/cases/{desk.case_id}")).text
    assert LOOK_ALIKE in page
    assert 'href="https://xn--' not in page and 'href="https://\u0430' not in page
