"""Which subject lines a letter repeats to say which mail it means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.model.facts import Facts
from mailbot.model.heat import Category
from mailbot.triage.mail_title import quotable
from tests.unit.playbooks.drafted import LANGUAGES, case_of, written


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Visa photo rejected", "Visa photo rejected"),
        ("Re: AW: [Ticket 5] Schulbus Linie 14", "Schulbus Linie 14"),
        ("Ziegenmilch-Abo", "Ziegenmilch-Abo"),
        ("葬儀の花輪", "葬儀の花輪"),
        ("Ảnh visa bị từ chối", "Ảnh visa bị từ chối"),
        ("", ""),
        ("Hello", ""),
        ("Reklamation", ""),
        ("WELL DONE YOU LOT", ""),
        ("Where is it?!", ""),
        ("You robbers", ""),
        ("Refund of the deposit", ""),
        ("Order 4417 2281 9", "Order 4417 2281 9"),
        ("Customer 12345678", ""),
        ("see https://x.example", ""),
        ("{{name}} [x]", ""),
        ("pay £500 now", ""),
        ("word " * 20, ""),
    ],
)
def test_a_subject_is_repeated_where_it_names_the_matter_and_nothing_else(subject: str, title: str) -> None:
    assert quotable(subject) == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_without_a_number_says_which_mail_it_means(language: str) -> None:
    title = {"ja": "葬儀の花輪"}.get(language, "Visa photo 14")
    for seed in "abcdef":
        for trouble, category in (("poor_quality", Category.QUALITY), ("staff", Category.STAFF)):
            case = replace(case_of(trouble), category=category, mail_subject=f"Re: {title}")
            for playbook in ("listen-recap-apologise-resolve", "callback-invitation", "nine-step", "holding"):
                draft = written(playbook, trouble, language, seed=seed, case=case, facts=Facts())
                assert title in draft.body, draft.body
