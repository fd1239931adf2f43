from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evolution_todo.language.pieces import pieces_of

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


@pytest.mark.parametrize(
    ("said", "pieces"),
    [
        ("remind me to ring Jo and delete the loft", ["remind me to ring Jo", "delete the loft"]),
        ("bin the loft, the tax form is urgent", ["bin the loft", "the tax form is urgent"]),
        (
            "add glue, the vet can wait till Friday",
            ["add glue", "the vet can wait till Friday"],
        ),
        (
            "push the vet to Friday oh and I swept the hall",
            ["push the vet to Friday", "I swept the hall"],
        ),
        (
            "sweep the hall is done, remind me to ring Jo tomorrow",
            ["sweep the hall is done", "remind me to ring Jo tomorrow"],
        ),
    ],
)
def test_a_message_may_go_on_with_another_request(said, pieces):
    assert list(pieces_of(said, NOW)) == pieces


@pytest.mark.parametrize(
    "said",
    [
        "remind me to wash up and finish the report",
        "add jam and tea",
        "the pie is in, remind me to check it",
        "make the loft and the tax form high priority",
        "move the vet to Friday",
    ],
)
def test_what_goes_on_with_the_same_request_is_no_piece(said):
    assert pieces_of(said, NOW) == ()
