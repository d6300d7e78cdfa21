"""A text that came by mail is a letter to us, however much it sounds like a post; a bare text may be a post."""

from __future__ import annotations

from dataclasses import replace

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.bootstrap.judge import load_judge
from mailbot.config import load_policy
from mailbot.triage.model import predict

TEXT = "This weather is the worst, I hate mondays and my team lost again lol"


def test_a_bare_text_may_be_a_post_and_a_mail_never_is() -> None:
    model = shipped_heat_model()
    mails = replace(model, tone=replace(model.tone, posts=False))
    assert predict(model, TEXT, language="en").letter < 0.5
    assert predict(mails, TEXT, language="en").letter == 1.0


def test_only_bare_texts_are_weighed_as_posts() -> None:
    names = {
        posts: {entry.name for entry in load_judge(load_policy(), posts=posts).read(TEXT, "en").heat.signals}
        for posts in (True, False)
    }
    assert "post" in names[True]
    assert "post" not in names[False]
