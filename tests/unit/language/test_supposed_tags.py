"""The tags that a message puts on or takes off, once it is known to do so."""

import pytest

from evolution_todo.language.supposing.tags import Tagging, tagging

SAID = {
    "finance": ("finance", ""),
    "and errands": ("errands", ""),
    "#ops": ("ops", ""),
    "put it with the rental stuff": ("rental", ""),
    "that's a mum thing": ("mum", ""),
    "it's for the Okoro wedding so mark it like that": ("okoro-wedding", ""),
    "that belongs under garden": ("garden", ""),
    "isn't that church? it's under home": ("home", ""),
    "people-mgmt tag": ("people-mgmt", ""),
    "hashtag fishing": ("fishing", ""),
    "the label, make it infra": ("infra", ""),
    "tag it O'Connor": ("oconnor", ""),
    "label taxes as money, gah": ("money", ""),
    "stick the Malik label on": ("malik", ""),
    "put baby on it": ("baby", ""),
    "legal, not hr": ("legal", "hr"),
    "no, not house, rentals": ("rentals", "house"),
    "from home to rental": ("rental", "home"),
    "take money off, bank on": ("bank", "money"),
    "remove #club": ("", "club"),
}


@pytest.mark.parametrize("text", SAID)
def test_the_names_of_tags_are_read(text: str) -> None:
    said = tagging(text)
    assert said is not None
    assert (said.on, said.off) == SAID[text]


@pytest.mark.parametrize("text", ["no labels on this, keep it simple", "untag it, would you"])
def test_all_tags_are_taken_off(text: str) -> None:
    said = tagging(text)
    assert said is not None
    assert said == Tagging(about=said.about, bare=True)


@pytest.mark.parametrize(
    "text", ["rm that tag", "that's the wrong wedding!", "toast list should wear the same label"]
)
def test_what_names_no_tag_is_none(text: str) -> None:
    assert tagging(text) is None
