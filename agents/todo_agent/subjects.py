"""What calls are about: the tasks that they touch, looked up, and named for a question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from evolution_todo.language.text.wording import say_fully
from evolution_todo.language.times.reading import TimeError, read_time, say_time
from todo_agent import wording
from todo_agent.calls import dicts, id_in, key_of, refs_of, reminders_in
from todo_agent.duplicates import Read, twins
from todo_agent.recall import Exchange, Memory, briefs_in, read_memory
from todo_agent.turn import Call, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from todo_agent.turn import Json, OpenTurn, ToolRun

_LOOKED_UP = 50
"""The most tasks looked up to word one question; a batch is no larger."""
_REMINDERS = ("_reminder", "_reminders")


class Subjects:
    """The tasks, tags and reminders that the calls of one output are about."""

    def __init__(
        self,
        turn: OpenTurn,
        read: Read,
        *,
        calls: Sequence[Call],
        runs: Sequence[ToolRun],
    ) -> None:
        self._zone = turn.request.person.zone
        self._now = turn.opened_at.astimezone(self._zone)
        self._message = turn.request.asked
        self._read = read
        self._calls = calls
        self._runs = runs
        self._past = read_memory(turn.history)
        present = Exchange(turn.request.asked, tuple(runs))
        self._known = Memory((*self._past.exchanges, present))
        self._tasks = dict(self._known.tasks)
        self._absent: list[Json] = []
        self._siblings: list[str] = []
        self._twins: list[dict[str, Json]] = []
        self._tag_names: dict[Json, str] = {}
        self._reminders: dict[Json, Json] = {}

    async def look_up(self) -> None:
        """Read the tasks that the calls point at and the conversation has not seen."""
        await self._look_up_reminders()
        pointed = [ref for call in self._calls for ref in self._refs(call)]
        refs = [ref for ref in pointed if not self._brief(ref)]
        await self._look_up_siblings()
        refs = refs[:_LOOKED_UP]
        found = await asyncio.gather(*(self._read("get_task", {"task": key_of(r)}) for r in refs))
        for ref, task in zip(refs, found, strict=True):
            self._tasks.update((brief["id"], brief) for brief in briefs_in(task))
            if isinstance(task, dict) and str(task.get("code", "")).endswith("not_found"):
                self._absent.append(key_of(ref))

    async def _look_up_siblings(self) -> None:
        """Learn what goes with the series that are to be deleted."""
        for call in self._calls:
            if call.name == "delete_tasks" and call.arguments.get("scope") == "series":
                for ref in refs_of(call)[:_LOOKED_UP]:
                    task = await self._read("get_task", {"task": key_of(ref)})
                    told = task.get("siblings") if isinstance(task, dict) else None
                    self._siblings += [str(each) for each in told or ()]

    async def _look_up_reminders(self) -> None:
        """Learn of which tasks the reminders are that the calls point at."""
        wanted = {id_in(call, "reminder_id") for call in self._calls} - {None}
        told = [run.result for run in self._known.runs if run.name.endswith(_REMINDERS)]
        self._reminders = {each["id"]: each for result in told for each in reminders_in(result)}
        if wanted - self._reminders.keys():
            listed = await self._read("list_reminders", {})
            self._reminders |= {each["id"]: each for each in reminders_in(listed)}

    def _refs(self, call: Call) -> list[Json]:
        """The tasks that a call is about, through a reminder of theirs too."""
        reminder = self._reminders.get(id_in(call, "reminder_id"))
        return [{"id": reminder["task_id"]}] if reminder else refs_of(call)

    async def _twins_of(self, call: Call) -> list[dict[str, Json]]:
        new = dicts(call.arguments.get("tasks"))
        self._twins = await twins(new, self._message, self._read, now=self._now)
        return self._twins

    async def _tag_in_use(self, call: Call) -> bool:
        tags = await self._read("list_tags", {})
        listed = tags.get("items") or tags.get("results") if isinstance(tags, dict) else None
        for tag in dicts(listed):
            if tag.get("id") == call.arguments.get("tag_id"):
                self._tag_names[tag["id"]] = str(tag.get("name"))
                return bool(tag.get("task_count"))
        return False

    def phrase(self, call: Call) -> str:
        """What a call would do, and what speaks against it."""
        repeating = self._repeats(call)
        told = wording.intent(call, self.titles(call), repeating=repeating, now=self._now)
        if call.name == "delete_tasks" and self._siblings:
            return f"{told}, and with it {', '.join(dict.fromkeys(self._siblings))}"
        if call.name != "add_tasks" or not self._twins:
            return told
        there = [self._named_twin(each) for each in self._twins]
        are = "is" if len(there) == 1 else "are"
        state = "there" if any(each.get("completed") for each in self._twins) else "open"
        return f"{' and '.join(there)} {are} {state} already. {told} all the same"

    def move_or_add(self, call: Call) -> tuple[str, tuple[Option, ...]] | None:
        """The choice where a phrase is an open task's very title, with another day and no more."""
        new = dicts(call.arguments.get("tasks")) if call.name == "add_tasks" else []
        if len(new) != 1 or len(self._twins) != 1 or new[0].keys() != {"title", "due"}:
            return None
        (twin,), due = self._twins, self._read_due(str(new[0]["due"]))
        known = self._said(str(twin["due"])) if twin.get("due") else ""
        if twin.get("completed") or due is None or due == known:
            return None
        named = wording.quote(str(twin["title"]))
        moved = {"task": {"id": twin["id"]}, "due": new[0]["due"]}
        move = Call("update_tasks", {"updates": [moved]})
        options = Option(f"Move {named} to {due}", (move,)), Option(f"Add another {named}", (call,))
        return f"{self._named_twin(twin)} is open already. Move it, or add another?", options

    def _read_due(self, said: str) -> str | None:
        try:
            due = read_time(said, self._now)
        except TimeError:
            return None
        return say_time(due.start, all_day=due.all_day, now=self._now)

    def _repeats(self, call: Call) -> bool:
        """Whether a task of a call repeats, or may: not each of them has been seen."""
        briefs = [self._brief(ref) for ref in self._refs(call)]
        seen = [brief.get("recurrence") for brief in briefs if brief]
        return bool(self._siblings) or any(seen) or len(seen) < len(briefs)

    def _named_twin(self, brief: Mapping[str, Json]) -> str:
        told = ", ".join(filter(None, [f"#{brief['number']}", self._details(brief)]))
        return f"{wording.quote(str(brief['title']))} ({told})"

    def detail(self, call: Call) -> str:
        """When the one task of a call is due, and its tags."""
        refs = self._refs(call)
        brief = self._brief(refs[0]) if len(refs) == 1 else None
        return self._details(brief) if brief else ""

    def _details(self, brief: Mapping[str, Json]) -> str:
        due = brief.get("due")
        tags = [f"#{tag}" for tag in brief.get("tags") or ()]
        done = ["done"] if brief.get("completed") else []
        return ", ".join([*done, *([f"due {self._said(str(due))}"] if due else []), *tags])

    def _said(self, due: str) -> str:
        moment, all_day = datetime.fromisoformat(due), "T" not in due
        return say_time(moment, all_day=all_day, now=self._now)

    def titles(self, call: Call) -> list[str]:
        """The titles of the tasks, or the name of the tag, that a call is about."""
        match call.name:
            case "add_tasks":
                return [str(each.get("title")) for each in dicts(call.arguments.get("tasks"))]
            case "add_tag" | "update_tag" | "delete_tag":
                tag = call.arguments.get("tag")
                given = tag.get("name") if isinstance(tag, dict) else None
                name = self._tag_names.get(id_in(call, "tag_id")) or given
                return [str(name)] if name else []
            case "undo":
                return self._operation_titles(id_in(call, "operation_id"))
            case "update_reminder" | "delete_reminder":
                return self._reminder_titles(id_in(call, "reminder_id"))
        return [self._title(ref) for ref in refs_of(call) if key_of(ref)]

    def _reminder_titles(self, reminder_id: Json) -> list[str]:
        """The task of a reminder with its moment: a task may have several."""
        reminder = self._reminders.get(reminder_id)
        if reminder is None:
            return []
        moment = datetime.fromisoformat(reminder["remind_at"]).astimezone(self._zone)
        title = self._title({"id": reminder["task_id"]})
        return [f"{title} ({say_fully(moment, all_day=False)})"]

    def _operation_titles(self, operation_id: Json) -> list[str]:
        """What an operation did here, or the summary that `undo` gave of one of elsewhere."""
        offered = [
            run.result.get("candidate") for run in self._runs if isinstance(run.result, dict)
        ]
        said = [each["summary"] for each in dicts(offered) if each["operation_id"] == operation_id]
        own = [run for run in self._known.runs if run.result.get("operation_id") == operation_id]
        said += [wording.done_so_far(own).rstrip(".")] if operation_id and own else []
        return said[-1:] or ([f"operation {operation_id}"] if operation_id is not None else [])

    def _brief(self, ref: Json) -> Json | None:
        if isinstance(ref.get("id"), int):
            return self._tasks.get(ref["id"])
        number = ref.get("number")
        return next((each for each in self._tasks.values() if each.get("number") == number), None)

    def _id(self, ref: Json) -> Json:
        brief = self._brief(ref)
        return brief["id"] if brief else str(key_of(ref))

    def _title(self, ref: Json) -> str:
        brief = self._brief(ref)
        return str(brief["title"] if brief else f"task {ref.get('number', ref.get('id'))}")
