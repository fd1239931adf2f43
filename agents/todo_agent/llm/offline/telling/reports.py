"""What a tool's result confirms, in words: the same whoever planned the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.times.reading import read_time
from todo_agent.llm.offline.telling import answers
from todo_agent.recall import briefs_of

if TYPE_CHECKING:
    from datetime import datetime

    from evolution_todo.language.references.reading import Candidate
    from todo_agent.turn import Json, ToolRun

Known: TypeAlias = "Mapping[int, Candidate]"


def report(run: ToolRun, now: datetime, known: Known | None = None) -> str:
    """What a write did, or why it did not.

    Args:
        run: The call with its result.
        now: The clock in the person's zone.
        known: Tasks by id, to name those of which the result does not tell.
    """
    if not run.ok:
        return say_refusal(run)
    if run.name == "undo":
        return say_undo(run)
    if run.name.endswith("_reminder"):
        return _say_reminders(run, now)
    if run.name.endswith("_tag"):
        return _say_tags(run)
    if run.result.get("operation_id") is None and run.result.get("results"):
        return say_unchanged(run, known or {})
    return say_batch(verb_of(run), run, now, known or {})


def verb_of(run: ToolRun) -> str:
    """What was done, as the answer's first word."""
    skips = run.name == "delete_tasks" and run.arguments.get("scope") != "series"
    if skips and run.result.get("notes"):
        return "Skipped"
    if run.name == "set_tasks_completed":
        return "Completed" if run.arguments.get("completed", True) else "Reopened"
    if run.name == "update_tasks":
        updates = run.arguments.get("updates") or ()
        changed = {key for each in updates for key in each} - {"task", "scope"}
        if changed == {"clear"} and all(each["clear"] == ["reminders"] for each in updates):
            return "Cancelled the reminders of"
        if changed == {"recurrence"} and (verb := _of_series(updates)):
            return verb
        if changed == {"title"}:
            return "Renamed to"
        return "Moved" if changed <= {"due", "due_time"} else "Updated"
    return _VERBS.get(run.name, "Done:")


def _of_series(updates: Sequence[Mapping[str, Json]]) -> str | None:
    """Whether series were paused or resumed."""
    paused = [(each.get("recurrence") or {}).get("paused") for each in updates]
    if paused and all(each is True for each in paused):
        return "Paused"
    return "Resumed" if paused and all(each is False for each in paused) else None


def say_unchanged(run: ToolRun, known: Known) -> str:
    """That everything asked was so already."""
    names = answers.join([answers.name(brief) for brief in briefs_of(run)])
    state = "that way"
    if run.name == "set_tasks_completed":
        state = "done" if run.arguments.get("completed", True) else "open"
    are = "is" if len(run.result["results"]) == 1 else "are"
    failures = [say_failure(each, run, known) for each in run.result.get("failures") or ()]
    return "\n".join([f"{names} {are} {state} already.", *failures])


_VERBS = {"add_tasks": "Added", "delete_tasks": "Deleted"}
_SHORT = frozenset({"set_tasks_completed", "delete_tasks"})
"""Deeds after which the task's details are no news."""


def say_batch(verb: str, run: ToolRun, now: datetime, known: Known) -> str:
    """What a write did to its tasks, what it could not do, and what it read in doubt."""
    briefs: list[answers.Brief] = list(briefs_of(run))
    said = []
    if len(briefs) == 1:
        short = run.name in _SHORT
        only = answers.name(briefs[0]) if short else answers.sentence(briefs[0], now) + _also(run)
        undo = " “Undo” brings it back." if run.name == "delete_tasks" else ""
        said.append(f"{verb} {only}.{undo}")
        said += [_THIS_ONE] if briefs[0].get("recurrence") and _moves_one(run) else []
    elif briefs:
        said.append(f"{verb} {answers.count(len(briefs))}:\n{_several(briefs, run, now)}")
    said.extend(say_failure(failure, run, known) for failure in run.result.get("failures") or ())
    said.extend(_doubts(run, now))
    said.extend(_ended(str(note)) for note in run.result.get("notes") or ())
    return "\n".join(said)


def _moves_one(run: ToolRun) -> bool:
    """Whether an update moves one occurrence of a series to another day, and not its rule."""
    updates = run.arguments.get("updates") or ()
    return any("due" in each and not {"scope", "recurrence"} & set(each) for each in updates)


_THIS_ONE = "Only this one is moved. Say it with “from now on” to move those after it too."


def _several(briefs: list[answers.Brief], run: ToolRun, now: datetime) -> str:
    """The tasks of a batch: those added are a list to point into, the others are not."""
    if run.name == "add_tasks":
        return answers.lines(briefs, now)
    tell = answers.name if run.name in _SHORT else partial(answers.sentence, now=now)
    return "\n".join(f"• {tell(brief)}" for brief in briefs)


def _also(run: ToolRun) -> str:
    """What an update set or emptied that its result does not show."""
    updates = run.arguments.get("updates") or []
    if len(updates) != 1:
        return ""
    note = updates[0].get("description")
    said = [f"note {answers.quote(note)}"] if note else []
    said += [_CLEARED[name] for name in updates[0].get("clear") or () if name in _CLEARED]
    return "".join(f", {each}" for each in said)


_CLEARED = {
    "due": "no due date",
    "description": "no note",
    "priority": "medium priority",
    "tags": "no tags",
    "reminders": "no reminder",
    "recurrence": "no longer repeating",
}


def _doubts(run: ToolRun, now: datetime) -> list[str]:
    """The readings that had an alternative, so that a wrong one is seen at once."""
    receipts = run.result.get("receipts") or ()
    doubted = (each for each in receipts if each.get("alternatives"))
    return [_doubt(each, now) for each in doubted if not _is_settled(each, now)]


def _is_settled(receipt: Mapping[str, Json], now: datetime) -> bool:
    """Whether only the half of the day is in doubt, and the rule has it in the daytime.

    Nobody takes “half past ten” for the evening; “at 7” may be either.
    """
    others = receipt["alternatives"]
    try:
        meant, other = (read_time(each, now) for each in (receipt["reading"], *others))
    except ValueError:
        return False
    same_face = (meant.start.hour - other.start.hour) % 12 == 0
    halves = same_face and meant.start.minute == other.start.minute and not meant.all_day
    return halves and meant.start.hour in _DAYTIME and other.start.hour not in _DAYTIME


_DAYTIME = range(9, 18)


def _doubt(receipt: Mapping[str, Json], now: datetime) -> str:
    field = _READ.get(receipt["field"], "that")
    reading = answers.reword(receipt["reading"], now)
    others = " or ".join(answers.reword(each, now) for each in receipt["alternatives"])
    return f"I read {field} as {reading}; it could also be {others}."


_READ = {"due": "the due date", "reminders": "the reminder", "recurrence": "the repetition"}


def say_failure(failure: Mapping[str, Json], run: ToolRun, known: Known) -> str:
    """Why one item of a batch was not done."""
    item = _item(run, failure.get("item"))
    ref = item.get("task", item)
    if "id" in ref and ref["id"] in known:
        what = answers.quote(known[ref["id"]].title)
    else:
        what = answers.quote(item["title"]) if "title" in item else f"task {ref.get('number')}"
    if not str(failure.get("code")).endswith("not_found"):
        return f"Not {what}: {say_problem(failure)}"
    there = "is not there any more" if "id" in ref else "is not on your list"
    return f"{what[:1].upper()}{what[1:]} {there}. “Show my tasks” lists what there is."


def _item(run: ToolRun, place: Json) -> Mapping[str, Json]:
    """The item of a batch that a failure is about."""
    batch: Json = next((each for each in run.arguments.values() if isinstance(each, list)), [])
    found: Mapping[str, Json] = (
        batch[place] if isinstance(place, int) and place < len(batch) else {}
    )
    return found


def say_problem(problem: Mapping[str, Json]) -> str:
    """A tool's error with its next step, as sentences."""
    told = [str(problem.get(key) or "").strip() for key in ("message", "next_step")]
    ended = [_ended(text) for text in told if text]
    return " ".join(ended) or "Something went wrong; please try again."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def say_refusal(run: ToolRun) -> str:
    """A whole call that was refused."""
    if run.result.get("code") == "nothing_to_undo":
        return say_problem(run.result)
    return f"Sorry, that did not work. {say_problem(run.result)}"


def say_undo(run: ToolRun) -> str:
    """What was taken back, and what had changed since and was left alone."""
    undone = [str(each) for each in run.result.get("undone") or ()]
    conflicts = [say_problem(each) for each in run.result.get("conflicts") or ()]
    if not undone and not conflicts:
        return "There is nothing to undo."
    if len(undone) == 1:
        said = [f"Undone. {_ended(undone[0])}"]
    else:
        said = ["Undone:\n" + "\n".join(f"• {each}" for each in undone)] if undone else []
    return "\n".join([*said, *conflicts])


def _say_tags(run: ToolRun) -> str:
    verb = {"add_tag": "Made", "update_tag": "Changed", "delete_tag": "Deleted"}[run.name]
    tags = answers.join([f"#{each['name']}" for each in run.result.get("results") or ()])
    return f"{verb} the tag {tags}." if tags else "No tag was changed."


def _say_reminders(run: ToolRun, now: datetime) -> str:
    told = [say_reminder(each, now) for each in run.result.get("results") or ()]
    verb = "Cancelled the reminder of" if run.name == "delete_reminder" else "I'll remind you of"
    said = [f"{verb} {each}." for each in told]
    return "\n".join([*said, *(_ended(str(note)) for note in run.result.get("notes") or ())])


def say_reminder(reminder: answers.Brief, now: datetime) -> str:
    """A reminder by its task and its moment."""
    moment = answers.say_due(reminder["remind_at"], now)
    delivery = f" ({reminder['delivery']})" if reminder.get("delivery") else ""
    return f"{answers.quote(str(reminder['task_title']))} {moment}{delivery}"
