"""What a message asks for: the values that reading English hands to the planner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, time

    from evolution_todo.language.references.reading import Reference
    from evolution_todo.language.tasks.quickadd import Priority, QuickAdd
    from evolution_todo.language.text.spans import Span
    from evolution_todo.language.times.reading import Offset, Time


class Intent(StrEnum):
    """The kinds of request.

    CHOOSE points at a task and asks nothing of it ("the second one"): the answer to
    “which one?”. EXPLAIN asks how a date was read ("why Friday?"). SKIP leaves out one
    occurrence of a series. SWAP gives each of two tasks the other's due moment. AGAIN does what was
    done last to another task, as well or instead. NONE is everything that is not ours.
    """

    ADD = "add"
    LIST = "list"
    COMPLETE = "complete"
    UNCOMPLETE = "uncomplete"
    UPDATE = "update"
    RESCHEDULE = "reschedule"
    SWAP = "swap"
    AGAIN = "again"
    DELETE = "delete"
    SKIP = "skip"
    TAG = "tag"
    UNTAG = "untag"
    RENAME_TAG = "rename_tag"
    REMIND = "remind"
    SNOOZE = "snooze"
    MOVE_REMINDER = "move_reminder"
    CANCEL_REMINDER = "cancel_reminder"
    UNDO = "undo"
    REDO = "redo"
    AGENDA = "agenda"
    HELP = "help"
    EXPLAIN = "explain"
    GREET = "greet"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    CHOOSE = "choose"
    NONE = "none"


class Subject(StrEnum):
    """What a filter selects among."""

    TASKS = "tasks"
    REMINDERS = "reminders"
    TAGS = "tags"
    CHANGES = "changes"


class Page(StrEnum):
    """Which page of the list last shown."""

    NEXT = "next"
    PREVIOUS = "previous"


class Placing(StrEnum):
    """What a new title is to the old: all of it, a part instead of what is like it, or more of it.

    EITHER is a part where the two share words (“change it to chapter 6”), and else all of it.
    """

    WHOLE = "whole"
    EITHER = "either"
    LIKE = "like"
    BEFORE = "before"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday 0, that a rule gets beside its own, and such as it loses."""

    on: tuple[int, ...] = ()
    off: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list, a bulk change or a search asks for; every field narrows it.

    Attributes:
        subject: Tasks, or the reminders or the tags ("my lists") themselves; or what was changed
            from `completed_after` to `completed_before`, in the way that `search` says.
        completed: True for done, False for open, None for both or unsaid.
        priority: Any of these.
        tags: All of these.
        due_after: Due at or after this moment.
        due_before: Due before this moment (exclusive).
        completed_after: Completed at or after this moment.
        completed_before: Completed before this moment (exclusive).
        no_due: Only tasks without a due date.
        overdue: Only open tasks whose due moment has passed.
        recurring: Only tasks of a series.
        paused: Only tasks of a series that is paused.
        time_of_day: Local due times from the first up to the second (exclusive); when
            the second is not later than the first, the range passes midnight.
        untagged: Only tasks without a tag.
        unreminded: Only tasks without a reminder that is to come.
        without: Words that neither title nor tag may hold ("that aren't work").
        search: Words looked for in the title.
        sort: "due", "priority", "created" or "title".
        limit: At most so many.
        page: The next or previous page of the list last shown.
        count: Asked how many, not which.
        those: Only of the tasks listed or dealt with just before ("which of those is open").
    """

    subject: Subject = Subject.TASKS
    completed: bool | None = None
    priority: tuple[Priority, ...] = ()
    tags: tuple[str, ...] = ()
    due_after: datetime | None = None
    due_before: datetime | None = None
    completed_after: datetime | None = None
    completed_before: datetime | None = None
    no_due: bool = False
    overdue: bool = False
    recurring: bool | None = None
    paused: bool = False
    time_of_day: tuple[time, time] | None = None
    untagged: bool = False
    unreminded: bool = False
    without: tuple[str, ...] = ()
    search: str | None = None
    sort: str | None = None
    limit: int | None = None
    page: Page | None = None
    count: bool = False
    those: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked; a message may hold several.

    Attributes:
        intent: What is asked.
        span: Where in the message.
        text: The words of the request.
        confidence: 0 to 1; below 0.5 the reading is a guess: offer, do not write.
        task: What to add (ADD), or what to add or look for when `target` matches
            nothing (REMIND). None for an ADD that does not say what: ask.
        bare: No verb asked for adding: added only if `task.marked`, else offered. A bare
            LIST is a single word: looked for, and offered as a task when nothing matches.
        target: Which task or tasks; None where the request does not say.
            LIST with a target shows that one task in full.
        filter: What LIST and AGENDA select, and what narrows a target ("all overdue
            tasks", "my morning meetings").
        new_title: The title an UPDATE sets, verbatim.
        in_place_of: The words of the old title that `new_title` takes the place of, where it is
            not the whole of it ("it should say Sam, not Sue").
        placing: What `new_title` takes the place of where no words of the old one are said.
        changes: Values to set, its title unused: due, recurrence, priority, tags,
            reminders, description. TAG and UNTAG carry their tags here; without a target
            they make and delete the tag itself ("create a list for work"). RENAME_TAG
            carries the tag here and its new name as `new_title`.
        untagged: Tags to take off where TAG puts another on ("legal, not hr").
        clear: What to empty: "due", "recurrence", "priority", "description", "reminder".
        reminder: When to be reminded (REMIND, SNOOZE).
        spared: What a target of all leaves alone ("everything except the milk").
        weekdays: RESCHEDULE of a series to more days of the week, or to fewer; `changes` then
            holds what is said of a task that does not repeat on such days.
        series: The whole series is meant, not one occurrence.
        paused: UPDATE that pauses (True) or resumes (False) a series; with `changes` it goes on
            when they are due.
        corrects: It sets right what the person said before ("no, Friday"; "I meant milk"):
            `changes` when another time was meant, `target` and `task` when another thing was.
        shift_months: RESCHEDULE by whole months, as `shift_minutes` by minutes.
        shift_minutes: RESCHEDULE relative to the present due moment ("push it back a
            day" is 1440, "an hour earlier" is -60).
        instead: What is asked if a task bears the name said: words like "flight" are also of
            another assistant's things, and "tidy desk done" may be a new task.
        antecedent: The request before it in the message, which says what "it" is here.
        undoes: UNDO of the last deed of this kind ("undo the delete"), if it says which.
        unless_present: ADD only what is not there yet ("add milk if it's not on it").
        rule: The grammar rule that read it, for the receipt.
    """

    intent: Intent
    span: Span
    text: str
    confidence: float = 1.0
    task: QuickAdd | None = None
    bare: bool = False
    target: Reference | None = None
    filter: Filter | None = None
    new_title: str | None = None
    in_place_of: str = ""
    placing: Placing = Placing.WHOLE
    changes: QuickAdd | None = None
    untagged: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    reminder: Offset | Time | None = None
    shift_minutes: int | None = None
    shift_months: int | None = None
    spared: Reference | None = None
    weekdays: Weekdays | None = None
    series: bool = False
    paused: bool | None = None
    corrects: bool = False
    undoes: Intent | None = None
    unless_present: bool = False
    instead: Request | None = None
    antecedent: Request | None = None
    rule: str = ""
