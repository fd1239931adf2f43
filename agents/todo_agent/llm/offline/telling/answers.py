"""Results in words: short, exact, and "done" only of what a tool confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from evolution_todo.language.times.reading import read_time, say_time
from todo_agent.llm.offline.telling.local import local
from todo_agent.recall import briefs_of
from todo_agent.wording import NOT_DONE

if TYPE_CHECKING:
    from evolution_todo.language.references.reading import Candidate
    from todo_agent.turn import Json, ToolRun

Brief: TypeAlias = "Mapping[str, Json]"

EXAMPLE = "Buy milk tomorrow at 5 pm"
ASK_WHAT_TO_ADD = "What should I add? For example “Buy milk tomorrow at 5 pm”."
ASK_WHAT_TO_CHANGE = "What should change? For example “to tomorrow at 5 pm” or “to high priority”."
ASK_WHEN = "When should I remind you? For example “tomorrow at 9 am”."
ASK_WHAT_AND_WHEN = "What should I remind you of? For example “call mom tomorrow at 9 am”."
ASK_OF_WHAT = "What should I remind you of then? For example “call mom”."
ASK_DUE = "When should it be due? For example “tomorrow at 5 pm”."
ASK_CORRECTION = (
    "I'm not sure what to set right. Say it in full, for example “move the dentist to Friday”."
)
NO_TASK_FOR_IT = "Noted, nothing to change: no task of yours is about that."
ASK_WHICH_TWO = "Which two should I swap? Say both names, for example “swap yoga and choir”."
NOTHING_TO_SWAP = "Neither has a due date, so there is nothing to swap."
NO_TIME_TO_CLEAR = "It has no due date, so there is no time to take off."
NO_SUBTASKS = "I keep no subtasks; as a task of its own it works, and a tag holds them together."
ASK_TAG = "Which tag? For example “#home”."
OR_WHEN = "Or say when, for example “friday at 5 pm”."
_OPEN = (
    ASK_WHAT_TO_ADD,
    ASK_WHAT_TO_CHANGE,
    ASK_WHEN,
    ASK_WHAT_AND_WHEN,
    ASK_OF_WHAT,
    ASK_DUE,
    ASK_TAG,
    OR_WHEN,
)


def ask_which(verb: str) -> str:
    """Ask for the task, when there are too many for a choice."""
    return f"Which task should I {verb}? Say its name or its number."


def say_too_much(most: int, rest: str) -> str:
    """That a message asks for more different things than are done at once."""
    return f"I do {most} things at a time: send the rest, from {quote(rest[:60])} on, again."


def ask_rule(brief: Brief) -> str:
    """Ask for the new rule of a series that no single day can be taken out of."""
    told = f"{name(brief)} repeats {brief['recurrence']}."
    return f"{told} Say how it should repeat instead, for example “every Tuesday at 10 am”."


def open_question(reply: str) -> str | None:
    """The question of ours that a reply ends with; a title in a list never stands there."""
    last = reply.removesuffix(NOT_DONE).rstrip().rpartition("\n")[2]
    which = last.startswith("Which task should I ")
    return last if which else next((each for each in _OPEN if last.endswith(each)), None)


def quote(text: str) -> str:
    """A title in the marks that set it apart from our own words."""
    return f"“{text}”"


def name(brief: Brief) -> str:
    """A task by its title and number."""
    return f"{quote(str(brief['title']))} (#{brief['number']})"


def join(words: Sequence[str]) -> str:
    """One, two, or several things in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def count(number: int, noun: str = "task") -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def say_due(due: str, now: datetime) -> str:
    """A due moment of a result as people say it, in the zone of `now`."""
    if "T" in due:
        return say_time(local(due, now), all_day=False, now=now)
    day = date.fromisoformat(due)
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return say_time(midnight, all_day=True, now=now)


def reword(reading: str, now: datetime) -> str:
    """A receipt's full reading of a moment as people say it; any other reading as it is."""
    try:
        moment = read_time(reading, now)
    except ValueError:
        return reading
    return say_time(moment.start, all_day=moment.all_day, now=now)


def is_overdue(brief: Brief, now: datetime) -> bool:
    """Whether an open task's moment has passed; a date passes at its end."""
    due = brief.get("due")
    if not due or brief.get("completed"):
        return False
    if "T" in due:
        return local(due, now) < now
    return date.fromisoformat(due) < now.date()


def details(brief: Brief, now: datetime) -> str:
    """What there is to say of a task beside its title, empty for a plain one."""
    said = [f"due {say_due(brief['due'], now)}"] if brief.get("due") else []
    if rule := brief.get("recurrence"):
        said.append(f"repeats {rule}{' (paused)' if brief.get('paused') else ''}")
    if reminders := brief.get("reminders"):
        said.append(f"reminder {join([_reminder(each, brief, now) for each in reminders])}")
    said.extend(f"#{tag}" for tag in brief.get("tags") or ())
    if (priority := brief.get("priority") or "medium") != "medium":
        said.append(f"{priority} priority")
    return ", ".join(said)


def _reminder(said: str, brief: Brief, now: datetime) -> str:
    """A reminder's moment: so long before the due moment, else as people say it."""
    moment = local(said, now)
    due = str(brief.get("due") or "")
    if "T" not in due:
        return say_time(moment, all_day=False, now=now)
    minutes, seconds = divmod((local(due, now) - moment).total_seconds(), 60)
    if minutes == seconds == 0:
        return "at that time"
    unit = next((each for each in _UNITS if minutes > 0 and minutes % each[0] == 0), None)
    if seconds or unit is None or minutes // unit[0] > _MOST_UNITS:
        return say_time(moment, all_day=False, now=now)
    return f"{count(int(minutes // unit[0]), unit[1])} before"


_UNITS = ((1440, "day"), (60, "hour"), (1, "minute"))
_MOST_UNITS = 90
"""Nobody says 110 minutes before: that was a moment."""


def sentence(brief: Brief, now: datetime) -> str:
    """A task with its details, to follow a verb."""
    more = details(brief, now)
    return f"{name(brief)}: {more}" if more else name(brief)


def say_task(brief: Brief, now: datetime) -> str:
    """One task with its description."""
    state = "Done: " if brief.get("completed") else ""
    late = " It is overdue." if is_overdue(brief, now) else ""
    told = f"{state}{sentence(brief, now)}.{late}"
    return f"{told}\n{brief['description']}" if brief.get("description") else told


def line(brief: Brief, now: datetime) -> str:
    """A task in a list, by its number: “2.” before task 8 would be taken for task 2."""
    more = details(brief, now).removeprefix("due ")
    marks = "✓ " if brief.get("completed") else ""
    late = " (overdue)" if is_overdue(brief, now) else ""
    tail = f" — {more}{late}" if more else ""
    return f"- #{brief['number']} {marks}{brief['title']}{tail}"


def lines(briefs: Iterable[Brief], now: datetime) -> str:
    """A list of tasks."""
    return "\n".join(line(brief, now) for brief in briefs)


def say_not_found(words: str, near: Sequence[Candidate] = ()) -> str:
    """That nothing fits, with what comes near."""
    told = say_no_task(words)
    if not near:
        return f"{told} “Show my tasks” lists what there is."
    return f"{told} Did you mean {join([quote(each.title) for each in near])}?"


def say_no_task(words: str) -> str:
    """That nothing fits, and no more."""
    return f"I found no task about {quote(words)}." if words else "I found no task like that."


def say_list(run: ToolRun, now: datetime, *, counted: bool = False) -> str:
    """A list that was asked for, or that it is empty."""
    briefs = list(briefs_of(run))
    asked: Mapping[str, Json] = run.arguments.get("filter") or {}
    total = int(run.result.get("total") or len(briefs))
    if not briefs:
        return say_empty(asked, now)
    headline = f"{'You have ' if counted else ''}{what_was_asked(asked, total, now)}"
    left = total - len(briefs)
    if left > 0 and len(briefs) == run.arguments.get("limit"):
        return f"{len(briefs)} of {headline}:\n{lines(briefs, now)}"
    if run.arguments.get("cursor") or (left and not run.result.get("next_cursor")):
        return f"{headline[:1].upper()}{headline[1:]}, continued:\n{lines(briefs, now)}"
    cut = f"\n… and {left} more. Say “next” for the rest." if left > 0 else ""
    return f"{headline[:1].upper()}{headline[1:]}:\n{lines(briefs, now)}{cut}"


def say_instead(words: str, run: ToolRun, now: datetime) -> str:
    """A list that was asked for in words which no task has: what there is without them."""
    listed = say_list(run, now)
    return f"No task of yours says {quote(words)}. {listed}"


def what_was_asked(asked: Mapping[str, Json], total: int, now: datetime) -> str:
    """How many of what: 3 open tasks tagged #work, due today."""
    kinds = {True: "completed ", False: "open ", None: ""}[asked.get("completed")]
    if asked.get("overdue"):
        kinds = "overdue "
    if asked.get("recurring"):
        kinds += "repeating "
    if priority := asked.get("priority"):
        kinds += f"{' or '.join(priority)}-priority "
    told = [f"{total} {kinds}task" + ("" if total == 1 else "s")]
    if tags := asked.get("tags"):
        told.append(f"tagged {join([f'#{tag}' for tag in tags])}")
    if text := asked.get("text"):
        told.append(f"about {quote(text)}")
    if asked.get("no_due"):
        told.append("without a due date")
    if asked.get("due_after") or asked.get("due_before"):
        told.append(f"due {_range(asked, now)}")
    if asked.get("completed_after") or asked.get("completed_before"):
        told.append(_range(asked, now, of="completed"))
    return " ".join(told)


def say_when_done(after: datetime | None, before: datetime | None, now: datetime) -> str:
    """The days that lie behind: “today”, “from Monday until today”."""
    bounds = {"completed_after": after, "completed_before": before}
    asked = {name: bound.isoformat() for name, bound in bounds.items() if bound}
    return _range(asked, now, of="completed")


def _range(asked: Mapping[str, Json], now: datetime, *, of: str = "due") -> str:
    """The days a list was asked for."""
    after = asked.get(f"{of}_after") and local(asked[f"{of}_after"], now)
    before = asked.get(f"{of}_before") and local(asked[f"{of}_before"], now)
    last = before and before - timedelta(microseconds=1)
    if after and before and last and after.date() == last.date():
        return f"{say_time(after, all_day=True, now=now)}{_hours(after, before, now)}"
    said = [f"from {_moment(after, now)}"] if after else []
    if last:
        said.append(f"{'until' if after else 'by'} {_moment(last, now)}")
    return " ".join(said)


def _hours(after: datetime, before: datetime, now: datetime) -> str:
    """The hours of a day that a list was asked for; nothing where that is all of it."""
    bounds = (("from", after), ("until" if _clock_of(after, now) else "before", before))
    said = [f" {word} {clock}" for word, each in bounds if (clock := _clock_of(each, now))]
    return "".join(said)


def _clock_of(moment: datetime, now: datetime) -> str:
    """The time of day in words; empty for midnight, where a day begins and ends."""
    if not (moment.hour or moment.minute):
        return ""
    return say_time(moment, all_day=False, now=now).rpartition(" at ")[2]


def _moment(moment: datetime, now: datetime) -> str:
    exact = moment.second == 0 and (moment.hour or moment.minute)
    return say_time(moment, all_day=not exact, now=now)


def say_empty(asked: Mapping[str, Json], now: datetime) -> str:
    """A kind word for an empty list."""
    if not asked:
        return f"Your list is empty. Try “{EXAMPLE}”."
    if set(asked) == {"completed"}:
        done = "Nothing is completed yet. The first one is the sweetest!"
        return done if asked["completed"] else "Nothing is pending. Enjoy the quiet!"
    if asked.get("overdue"):
        return "Nothing is overdue. Well done!"
    if set(asked) <= {"completed", "due_after", "due_before"} and not asked.get("completed"):
        return f"Nothing is due {_range(asked, now)}.{QUIET}"
    if set(asked) <= {"completed", "completed_after", "completed_before"}:
        return f"Nothing was completed {_range(asked, now, of='completed')}."
    wanted = what_was_asked(asked, 0, now).removeprefix("0 ")
    return f"You have no {wanted}."


def say_overview(run: ToolRun, now: datetime, *, ahead: bool = True) -> str:
    """The day at a glance: what is late, what is today's and, unless not `ahead`, what comes."""
    headings = {"overdue": "Overdue", "today": "Today", "upcoming": "Coming up"}
    if not ahead:
        del headings["upcoming"]
    told = []
    for key, heading in headings.items():
        briefs: list[Brief] = list(run.result.get(key) or ())
        if briefs:
            told.append(f"{heading}:\n{lines(briefs, now)}")
    if not told:
        return f"Nothing is due {'in the coming days' if ahead else 'today'}. Enjoy the quiet!"
    free = "" if run.result.get("today") else "Nothing is due today.\n\n"
    return free + "\n\n".join(told)


def in_doubt(said: str) -> str:
    """That a request may be done already, so that nothing more was done for it."""
    return (
        f"I cannot tell whether {quote(said)} is all done, so I did no more of it. "
        "Say it again if something is missing."
    )


COMMANDS = (
    "In short there are /add, /done 3, /delete 3, /find, /list, /pending, /today, /week, /overdue, "
    "/tags, /undo and /help."
)
HELP = (
    "I keep your to-do list; just say what you need. For example:\n"
    "• “Pay rent every last Friday at 9am, remind me 15 minutes before #home”\n"
    "• “What's due today?”\n"
    "• “Mark task 3 as complete”, and “undo” takes it back\n"
    f"{COMMANDS}"
)
UNRELATED = (
    "That is outside what I can do: I look after your to-do list. "
    f"Try “{EXAMPLE}” or “What's pending?”."
)
UNCLEAR = f"I'm not sure what to do with that. Try “{EXAMPLE}”, or say “help”."
GONE = "They are not on your list any more. “Show my tasks” lists what there is."
NOTHING_WAITS = "Nothing is waiting for an answer. What shall I do?"
NOTHING_CHANGED = "Okay, nothing changed."
QUIET = " Enjoy the quiet!"
"""What an empty day is wished with."""
WAITING = "I am here when you are ready. “Undo” takes back what I did last."
NOTHING_LIKE_IT_TO_UNDO = "I have done nothing like that here that I could take back."
NOTHING_TO_REDO = "There is nothing taken back that I could do again."
THANKS = "You're welcome! Anything else for your list?"
GOODBYE = "Goodbye! Your list will be here."


def greeting(now: datetime, said: str = "") -> str:
    """A greeting that fits the hour, or what was `said`: whose morning it is, knows best."""
    part = "morning" if 4 <= now.hour < 12 else "afternoon" if 12 <= now.hour < 18 else "evening"
    named = (each for each in ("morning", "afternoon", "evening") if each in said.lower())
    return (
        f"Good {next(named, part)}! What shall we put on your list, or shall I show what's pending?"
    )
