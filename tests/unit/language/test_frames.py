from datetime import UTC, datetime

import pytest

from evolution_todo.language.framing.frames import FRAMES
from evolution_todo.language.framing.reading import read_frame
from evolution_todo.language.intents import Intent, read_requests
from evolution_todo.language.text.spans import Span

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)  # a Wednesday


def only(text):
    (request,) = read_requests(text, NOW)
    return request


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
def test_each_frame_reads_its_own_example(frame):
    said = Span(0, len(frame.example))
    found = read_frame(frame.example, said, said, NOW)
    assert found is not None
    assert found.kind is frame.kind


@pytest.mark.parametrize(
    ("said", "title", "day"),
    [
        ("on monday I need to hand in the essay", "Hand in the essay", 15),
        ("I really should probably ring Ida on friday", "Ring Ida", 12),
        ("i promised Ida i'd bring the cake by friday", "Bring the cake", 12),
        ("my boss wants us to finish the deck by thursday", "Finish the deck", 11),
        ("let's do the ironing tomorrow", "Do the ironing", 11),
        ("I'd love to visit the mill on saturday", "Visit the mill", 13),
        ("need 2 pay the rent on friday", "Pay the rent", 12),
        ("we need more bin bags by friday", "Bin bags", 12),
        ("i've got a recital on saturday", "Recital", 13),
        ("the car needs washing on sunday", "Wash the car", 14),
        ("my essay is due on friday", "My essay", 12),
        ("mum says i gotta clean my room by friday", "Clean my room", 12),
        ("i must to go to the doctor on friday", "Go to the doctor", 12),
        ("so what i need to do is ring the school on friday", "Ring the school", 12),
        ("apparently i have to renew the visa by friday", "Renew the visa", 12),
        ("i shld rly ring Ida on friday", "Ring Ida", 12),
        ("can you make sure I pay the nanny on friday", "Pay the nanny", 12),
        ("gonna need new trainers by friday", "New trainers", 12),
        ("i've to be at the vet's on friday", "Be at the vet's", 12),
        ("I've an appointment at the bank on friday", "Appointment at the bank", 12),
        ("my driving test is on friday at 8:10", "Driving test", 12),
        ("the boiler man is coming on friday", "Boiler man is coming", 12),
        ("I'm seeing Dr Okafor on friday", "Seeing Dr Okafor", 12),
        ("on friday I meet my landlord", "Meet my landlord", 12),
        ("before I forget, I need to post the card by friday", "Post the card", 12),
    ],
)
def test_a_framed_task_with_a_date_is_added_without_its_frame(said, title, day):
    request = only(said)
    assert request.intent is Intent.ADD
    assert request.task.marked
    assert (request.task.title, request.task.due.start.day) == (title, day)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("i should really book the hall", "Book the hall"),
        ("ok so i need to also descale the kettle", "Descale the kettle"),
        ("we're out of washing powder", "Washing powder"),
        ("need 2 lightbulbs", "2 lightbulbs"),
        ("i keep meaning to fix the gate", "Fix the gate"),
        ("might be good to back up my laptop", "Back up my laptop"),
        ("the gutters need clearing", "The gutters need clearing"),
    ],
)
def test_a_framed_task_without_a_date_is_offered(said, title):
    request = only(said)
    assert (request.intent, request.bare, request.task.marked) == (Intent.ADD, True, False)
    assert request.task.title == title


@pytest.mark.parametrize(
    "said",
    [
        "i have a headache",
        "i should be so lucky",
        "i need directions to the mill",
        "do i need a jacket today",
        "do the shops open on sunday",
        "should i call Ida tomorrow",
        "i'm going to Rome on monday",
        "i'll see you on friday",
        "if i need to call on friday",
        "i will try tomorrow",
        "i should have called on friday",
        "no need to call Ida tomorrow",
        "tomorrow will be better",
        "i have had soup in the fridge since monday",
    ],
)
def test_what_only_sounds_like_a_frame_is_no_task(said):
    assert only(said).intent is Intent.NONE
