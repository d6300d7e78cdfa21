"""Shipped templates are complete; a site's mistakes are named with file, language and slot."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.adapters.templates import load_playbooks, shipped_templates
from mailbot.errors import TemplateError
from mailbot.model.playbook import PlaybookId

LANGUAGES = {"en", "es", "fr", "pt", "vi", "ja", "de"}


def write(site: Path, place: str, text: str) -> None:
    path = site / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_all_nine_playbooks_ship_in_every_language() -> None:
    loaded = load_playbooks()
    assert set(loaded.items) == {playbook.value for playbook in PlaybookId}
    assert set(loaded.phrases) == LANGUAGES
    for playbook in loaded.items.values():
        assert set(playbook.subjects) == LANGUAGES
        for step in playbook.steps:
            assert all(len(set(texts)) >= (1 if step.optional else 3) for texts in step.texts.values()), (
                playbook.id,
                step.id,
            )


def test_a_site_replaces_one_file(tmp_path: Path) -> None:
    shipped = (shipped_templates() / "playbooks/holding/en.toml").read_text(encoding="utf-8")
    write(tmp_path, "playbooks/holding/en.toml", shipped.replace("We are dealing with {about}", "News about {about}"))
    loaded = load_playbooks(tmp_path)
    assert loaded.get("holding").subjects["en"] == "News about {about}"
    assert loaded.get("holding").subjects["de"] == load_playbooks().get("holding").subjects["de"]


def test_a_site_adds_a_playbook(tmp_path: Path) -> None:
    write(tmp_path, "playbooks/thanks/playbook.toml", '[[step]]\nid = "thanks"\n')
    write(tmp_path, "playbooks/thanks/en.toml", 'subject = "Thank you"\n[steps]\nthanks = ["Thank you for {about}."]\n')
    assert load_playbooks(tmp_path).get("thanks").steps[0].texts["en"] == ("Thank you for {about}.",)


def test_language_falls_back_to_its_base_then_to_the_default() -> None:
    loaded = load_playbooks()
    assert [loaded.language_for(tag) for tag in ("pt-BR", "DE_at", "vi", "ko")] == ["pt", "de", "vi", "en"]


MISTAKES = [
    ("playbooks/holding/en.toml", "{problem}", "{porblem}", r"holding/en\.toml.*\(en\).*\{porblem\}"),
    ("playbooks/holding/ja.toml", "dealing = [", "delaing = [", r"holding/ja\.toml.*'dealing'"),
    ("playbooks/holding/fr.toml", 'asks = ["{asks}"]', 'asks = [" "]', r"holding/fr\.toml.*'asks'"),
    ("playbooks/callback-invitation/es.toml", "{call_at}", "{next_word}", r"callback-invitation/.*call_at"),
    ("playbooks/right-owner/de.toml", "{team}", "{fixer}", r"right-owner/de\.toml.*owners.*only the mail"),
    ("phrases/vi.toml", "[teams]", "[temas]", r"phrases/vi\.toml.*teams|vi.toml \(vi\).*\[teams\]"),
    ("phrases/de.toml", 'sofa = "Ihr Sofa"', "", r"phrases/de\.toml lacks 'sofa' in \[things\]"),
    ("phrases/pt.toml", "register", "= register", r"pt\.toml cannot be read"),
]


@pytest.mark.parametrize(("place", "old", "new", "message"), MISTAKES)
def test_a_mistake_is_named(tmp_path: Path, place: str, old: str, new: str, message: str) -> None:
    shipped = (shipped_templates() / place).read_text(encoding="utf-8")
    assert old in shipped
    write(tmp_path, place, shipped.replace(old, new))
    with pytest.raises(TemplateError, match=message):
        load_playbooks(tmp_path)


def test_an_unknown_playbook_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TemplateError, match="no playbook 'none-such'"):
        load_playbooks().get("none-such")


def test_a_site_that_is_no_folder_is_refused_and_an_empty_one_is_not(tmp_path: Path) -> None:
    assert load_playbooks(tmp_path).items
    with pytest.raises(TemplateError, match="absent does not exist"):
        load_playbooks(tmp_path / "absent")
    (tmp_path / "file").write_text("")
    with pytest.raises(TemplateError, match="file is no folder"):
        load_playbooks(tmp_path / "file")
