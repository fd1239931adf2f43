"""What a message gives a task to be called by, once it is known to say so."""

import pytest

from evolution_todo.language.supposing.names import wording

SAID = {
    "make that tombola prizes": ("tombola prizes", ""),
    "it's hymn sheets, sorry, not programmes": ("hymn sheets", "programmes"),
    "Daniel, not Darnell": ("Daniel", "Darnell"),
    "not Inez, Ines": ("Ines", "Inez"),
    "Electric board. My mind wandered.": ("Electric board", ""),
    "roses should be wisteria": ("wisteria", "roses"),
    "change “patio weeds” to “path weeds” then": ("path weeds", "patio weeds"),
    "while there change it from AGM to social": ("social", "AGM"),
    "take “cake” out and put “menu”": ("menu", "cake"),
    "where it says canopies I meant canapés": ("canapés", "canopies"),
    "I'm sorry, it should be called the prayer chain.": ("the prayer chain", ""),
    "winter recital it should say": ("winter recital", ""),
    "evacuation test is what we call it": ("evacuation test", ""),
    "it's called the mews now": ("the mews", ""),
    "now, “letter to parents” is the title I was after": ("letter to parents", ""),
    "number's wrong, 2270": ("2270", ""),
    "80 chairs, they've invited half the town": ("80 chairs", ""),
    "S-H-A-W": ("Shaw", ""),
    "Margery, with a g. Sorry, you know.": ("Margery", ""),
    "2.4.1 rather": ("2.4.1", ""),
    "leave cannas out of it": ("", "cannas"),
    "drop the II": ("", "II"),
}


@pytest.mark.parametrize("text", SAID)
def test_the_words_and_what_they_take_the_place_of_are_read(text: str) -> None:
    said = wording(text)
    assert said is not None
    assert (said.new, said.old) == SAID[text]


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("add “with Jonno” at the end", "with Jonno"),
        ("put the amount in there, sixty bucks", "sixty bucks"),
        ("say needs adult signature in the name", "needs adult signature"),
    ],
)
def test_words_are_added_behind_the_title(text: str, added: str) -> None:
    said = wording(text)
    assert said is not None
    assert (said.new, said.added) == (added, True)


@pytest.mark.parametrize(
    "text",
    [
        "capital J capital L",
        "two Ls",
        "the spelling!",
        "too vague",
        "who's Al? oh, fix that",
        "call mom",
        "she hates that word",
        "suits as well",
        "title",
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert wording(text) is None
