"""Talk that has an answer of ours: how something is done, and who and what we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evolution_todo.language.text.small_talk import Talk, read_talk, read_topic

if TYPE_CHECKING:
    from evolution_todo.language.building.heard import Built, Heard

_OF_OURSELVES = frozenset(
    {Talk.LAST_DEED, Talk.WHY_DONE, Talk.WHO_I_AM, Talk.WHO_YOU_ARE, Talk.PRIVACY, Talk.CLOCK}
)


def helped(heard: Heard) -> Built:
    """A question of how, if it is about what we do; None for any other question."""
    said = heard.core.of(heard.text)
    if heard.has("topic") and read_topic(said) is None:
        return None
    if heard.has("ourselves"):
        talk = read_talk(said)
        if talk is None or talk[0] not in _OF_OURSELVES:
            return None
    return (heard.request(),)
