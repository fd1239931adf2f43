"""What clients of OpenAI's protocols send: what a person says, and errands of their own."""

import asyncio
import json

import pytest

from chat_api.protocols.openai_input import CompletionRequest, ResponseRequest, errand, saying
from evolution_todo.domain.errors import Invalid

HISTORY = (
    "### Chat History:\n<chat_history>\nUSER: add milk and bread for tomorrow\n"
    "ASSISTANT: Added.\n</chat_history>"
)


def answered(text: str) -> str:
    told = errand(text)
    assert told is not None
    return asyncio.run(told.answer()).response


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (
            "Generate a concise, 3-5 word title with an emoji summarizing the chat history.",
            {"title": "add milk and bread for"},
        ),
        ("Generate 1-3 broad tags categorizing the main themes of the chat history.", {"tags": []}),
        ("Suggest 3-5 relevant follow-up questions or prompts", {"follow_ups": []}),
        ("You are an autocompletion system. Continue the text in `<text>`", {"text": ""}),
        ("Analyze the chat history to determine the necessity of search queries", {"queries": []}),
        ("Generate a detailed prompt for am image generation task", {"prompt": ""}),
    ],
)
def test_errands_of_open_webui_are_answered_from_their_text(
    task: str, answer: dict[str, object]
) -> None:
    assert json.loads(answered(f"### Task:\n{task}\n### Output:\nJSON\n{HISTORY}")) == answer


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        (
            "Your task is to reflect the speaker's likely facial expression.\n\nMessage: ```Hi```",
            "",
        ),
        (
            (
                "You have been provided with a set of responses from various models to the latest "
                'user query: "add milk"\n\nYour task is to synthesize these responses.\n\n'
                "Responses from models: Added “Milk”."
            ),
            "Added “Milk”.",
        ),
        (
            'Query: History:\nUSER: """add milk"""\nASSISTANT: """Added."""\nQuery: add bread',
            '{"tool_calls": []}',
        ),
    ],
    ids=["emoji", "several models", "its own tools"],
)
def test_what_open_webui_asks_beside_its_tasks_is_an_errand_too(prompt: str, answer: str) -> None:
    assert answered(prompt) == answer


@pytest.mark.parametrize(
    "prompt",
    [
        "Create a concise title for this conversation:\n\nUser: add milk\nAI: Added.",
        (
            "Provide a concise, 5-word-or-less title for the conversation, using title case "
            "conventions. Only return the title itself.\n\nConversation:\nadd milk\n"
        ),
        (
            "Analyze this conversation and provide:\n1. The detected language of the conversation\n"
            "2. A concise title in the detected language\n\nUser: add milk\n"
        ),
        (
            "Please generate a concise title (max 40 characters) for a conversation "
            "that starts with:\nUser: add milk\nAssistant: Added.\n\nTitle:"
        ),
    ],
)
def test_errands_of_librechat_are_answered_with_the_title_alone(prompt: str) -> None:
    assert answered(prompt) == "add milk"


@pytest.mark.parametrize(
    "text",
    [
        "Write a concise title for the report",
        "add a task to provide a concise title for the book",
        "Generate a report on Friday",
        "### Task:\nRespond to the user query using the provided context.",
        "Suggest a title",
        "Create a concise report for the conversation club",
        "Query: history homework tomorrow",
    ],
)
def test_what_a_person_says_is_no_errand(text: str) -> None:
    assert errand(text) is None


def test_both_protocols_say_the_same() -> None:
    parts = [{"type": "input_text", "text": "add"}, {"type": "input_image", "image_url": "x"}]
    completion = CompletionRequest.model_validate(
        {
            "model": "any",
            "temperature": 0.2,
            "tools": [{"type": "function", "function": {"name": "theirs"}}],
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": parts},
            ],
        }
    )
    response = ResponseRequest.model_validate({"input": "add", "store": False})
    one = saying(completion.messages, field="messages", chat=None)
    other = saying(response.messages, field="input", chat=None)
    assert one == other
    assert one.texts == ["add"]


@pytest.mark.parametrize("role", ["assistant", "system", "tool"])
def test_a_list_that_does_not_end_with_the_person_is_refused(role: str) -> None:
    body = CompletionRequest.model_validate({"messages": [{"role": role, "content": "x"}]})
    with pytest.raises(Invalid):
        saying(body.messages, field="messages", chat=None)


def test_lists_that_read_alike_when_joined_are_not_the_same() -> None:
    def stem(*texts: str, chat: str | None = None) -> str:
        messages = [{"role": "user", "content": text} for text in texts]
        body = CompletionRequest.model_validate({"messages": messages})
        return saying(body.messages, field="messages", chat=chat).stem

    assert len({stem("ab", "c"), stem("a", "bc"), stem("abc"), stem("ab", "c", chat="x")}) == 4
