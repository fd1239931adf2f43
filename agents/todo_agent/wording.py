"""What code says for itself: what a call would do, what calls did, why a turn ends."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from evolution_todo.language.text.wording import clock_words, say_fully
from evolution_todo.language.times.reading import TimeError, read_time, say_time
from todo_agent.recall import briefs_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from todo_agent.turn import Call, Json, ToolRun

NOTHING_CHANGED = "Okay, nothing changed."
WHICH_ONE = "There are several: say the number of the one you mean, or “no”."
WELCOME = "You're welcome! That is still open:"
YES_OR_NO = "Take your time: a “yes” or a “no” will do."
NOT_DONE = "Nothing has been changed yet."
NO_ANSWER = "Sorry, I have no answer to that. Please say it another way."
CUT_SHORT = " … (cut short: the answer grew too long)"
FALLEN_BACK = "The language model cannot be reached, so the built-in planner answers this message."
OF_NO_USE = "The language model came to no end, so the built-in planner answers this message."
REFUSED = (
    "The language model's server refuses the request (the log names the status), "
    "so the built-in planner answers this message."
)
FALLBACKS = frozenset({FALLEN_BACK, OF_NO_USE, REFUSED})
"""What is said before the planner answers in place of a language model."""
_NAMED = 5
"""How many titles a sentence gives before it counts the rest."""

_QUESTIONS = {
    "add_tasks": "Add",
    "update_tasks": "Change",
    "delete_tasks": "Delete",
    "add_tag": "Add the tag",
    "update_tag": "Change the tag",
    "delete_tag": "Delete the tag",
    "add_reminder": "Set a reminder for",
    "update_reminder": "Change the reminder of",
    "delete_reminder": "Remove the reminder of",
    "undo": "Take back",
}
_UNNAMED = {
    "update_reminder": "Change a reminder",
    "delete_reminder": "Remove a reminder",
    "undo": "Take back one more change",
}
"""The same where there is no title to name."""
_REPORTS = {
    "add_tasks": "Added",
    "update_tasks": "Changed",
    "delete_tasks": "Deleted",
    "add_tag": "Added the tag",
    "update_tag": "Changed the tag",
    "delete_tag": "Deleted the tag",
    "add_reminder": "Set a reminder",
    "update_reminder": "Changed a reminder",
    "delete_reminder": "Removed a reminder",
}


def quote(title: str) -> str:
    """A title in the marks that set it apart from our own words."""
    return f"“{title}”"


def several(titles: Sequence[str]) -> str:
    """“A” · 3 tasks: “A”, “B”, “C” · 9 tasks: “A”, …, “E” and 4 more."""
    named = ", ".join(quote(title) for title in titles[:_NAMED])
    rest = len(titles) - _NAMED
    if len(titles) == 1:
        return named
    return f"{len(titles)} tasks: {named}" + (f" and {rest} more" if rest > 0 else "")


def joined(phrases: Iterable[str]) -> str:
    """Phrases in one sentence, which begins with a capital only once."""
    first, *rest = dict.fromkeys(phrases)
    return "; ".join([first, *(each[0].lower() + each[1:] for each in rest)])


def intent(
    call: Call, titles: Sequence[str], *, repeating: bool = True, now: datetime | None = None
) -> str:
    """What a call would do: Delete 2 tasks: “A”, “B”.

    Args:
        call: What would be done.
        titles: The titles of what it is done to.
        repeating: Whether there may be series among these.
        now: The clock in the person's zone, to say a day as people do.
    """
    verb = _QUESTIONS.get(call.name, call.name.replace("_", " ").capitalize())
    if call.name == "set_tasks_completed":
        verb = "Complete" if call.arguments.get("completed", True) else "Reopen"
    if repeating and call.name == "delete_tasks" and call.arguments.get("scope") == "series":
        if len(titles) > 1:
            return f"Delete {several(titles)}, with the whole series of those that repeat"
        return f"Delete the whole series of {several(titles)}"
    if titles and now is not None and (moved := _moved(call, titles, now)):
        return moved
    said = f"{verb} {several(titles)}" if titles else _UNNAMED.get(call.name, verb)
    return said + _changes(call) if call.name == "update_tasks" else said


def _moved(call: Call, titles: Sequence[str], now: datetime) -> str:
    """Move 2 tasks to Wednesday: “A”, “B”; empty for what changes more than when they are due."""
    updates = call.arguments.get("updates") if call.name == "update_tasks" else None
    each = [one for one in updates or () if isinstance(one, dict)]
    if not each or any(not {"due", "due_time"} & set(one) or set(one) - _WHEN for one in each):
        return ""
    clocks = {str(one["due_time"]) for one in each if "due_time" in one and "due" not in one}
    moments = {_read(str(one["due"]), now) for one in each if "due" in one}
    to = f" to {_said_clock(clocks.pop())}" if len(clocks) == 1 and not moments else ""
    days = {moment[0].date() for moment in moments if moment}
    if moments and not clocks and None not in moments and len(days) == 1:
        moment, all_day = next(one for one in moments if one)
        to = f" to {say_time(moment, all_day=all_day or len(moments) > 1, now=now)}"
    what = several(titles)
    return f"Move {what}{to}" if len(titles) == 1 else f"Move {what.replace(':', f'{to}:', 1)}"


def _read(value: str, now: datetime) -> tuple[datetime, bool] | None:
    """A moment of an argument, and whether it is a day; None where nobody can read it."""
    try:
        moment, all_day = datetime.fromisoformat(value), "T" not in value and " " not in value
        there = (
            moment.astimezone(now.tzinfo) if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
        )
    except ValueError:
        pass
    else:
        return there, all_day
    try:
        due = read_time(value, now)
    except TimeError:
        return None
    return due.start, due.all_day


def _changes(call: Call) -> str:
    """The values an update would set that are the same for each task, and the day they share."""
    updates = call.arguments.get("updates")
    each = [one for one in updates if isinstance(one, dict)] if isinstance(updates, list) else []
    if not each:
        return ""
    shared = {name: value for name, value in each[0].items() if name not in _UNTOLD}
    shared = {name: value for name, value in shared.items() if _is_shared(name, value, each)}
    said = [_setting(name, value) for name, value in shared.items()]
    days = {str(one.get("due", "")).partition("T")[0] for one in each}
    if "due" not in shared and len(days) == 1 and (day := days.pop()):
        said.append(f"due {_said_time(day)}")
    return f" ({'; '.join(said)})" if said else ""


def _is_shared(name: str, value: Json, updates: Sequence[Mapping[str, Json]]) -> bool:
    return all(one.get(name) == value for one in updates)


_UNTOLD = frozenset({"task", "scope"})
_WHEN = _UNTOLD | {"due", "due_time"}


def _setting(name: str, value: Json) -> str:
    words = "no" if name == "clear" else name.replace("_", " ")
    if isinstance(value, list):
        value = ", ".join(str(each) for each in value)
    if isinstance(value, dict):
        value = value.get("rule") or ("paused" if value.get("paused") else "active")
    if name == "due":
        value = _said_time(str(value))
    return f"at {_said_clock(str(value))}" if name == "due_time" else f"{words} {value}"


def _said_clock(value: str) -> str:
    """A time of day as people say it; what is not in ISO 8601 was said so by the person."""
    try:
        at = time.fromisoformat(value)
    except ValueError:
        return value
    return clock_words(at.hour, at.minute)


def _said_time(value: str) -> str:
    """A moment as people write it; what is not in ISO 8601 was said so by the person."""
    try:
        return say_fully(datetime.fromisoformat(value), all_day="T" not in value)
    except ValueError:
        return value


def done_so_far(runs: Iterable[ToolRun]) -> str:
    """What the tools of a turn confirmed: Added “A”. Completed 2 tasks: “B”, “C”."""
    said = [_report(run) for run in runs]
    return " ".join(sentence for sentence in said if sentence)


def _report(run: ToolRun) -> str:
    if not run.ok or not isinstance(run.result, dict):
        return ""
    if run.name == "undo":
        undone = [str(each) for each in run.result.get("undone") or ()]
        return f"Took back: {', '.join(undone)}." if undone else ""
    verb = _REPORTS.get(run.name)
    if run.name == "set_tasks_completed":
        verb = "Completed" if run.arguments.get("completed", True) else "Reopened"
    unchanged = run.result.get("operation_id", "") is None
    if verb is None or unchanged:
        return ""
    titles = titles_in(run.result)
    if "tasks" in run.name:
        return f"{verb} {several(titles)}." if titles else ""
    return f"{verb} {', '.join(quote(title) for title in titles)}." if titles else f"{verb}."


def titles_in(result: Mapping[str, Json]) -> list[str]:
    """The titles of the tasks, or the names of the tags, that a write gave back."""
    titles = [brief["title"] for brief in briefs_in(result)]
    tags = [
        each["name"]
        for each in result.get("results") or ()
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
    return titles or tags


def closing(reason: str, runs: Sequence[ToolRun]) -> str:
    """Why a turn ends early, and what it did until then."""
    return f"{reason} {done_so_far(runs) or 'Nothing was changed.'}"
