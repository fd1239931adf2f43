"""Tags: making, renaming and deleting them, and putting them on tasks."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel import delete as delete_rows

from evolution_todo.domain.changes import (
    changing,
    changing_all,
    created,
    deleted,
    expect_version,
    key,
    tags_of,
)
from evolution_todo.domain.errors import AlreadyExists, Invalid, LimitReached
from evolution_todo.domain.owned import one, owned
from evolution_todo.domain.ports import UnitOfWork
from evolution_todo.domain.texts import checked_text, fold
from evolution_todo.domain.views import TagView
from models import DEFAULT_TAG_COLOR, RecurringTask, Tag, Task, TaskTag

MOST_TAGS = 100
"""Seed A: maximum 100 tags per user."""

HEX_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


class TagDraft(BaseModel):
    """A tag to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str
    color: str | None = None


class TagPatch(BaseModel):
    """What to change of a tag; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    color: str | None = None


async def list_all(uow: UnitOfWork) -> list[TagView]:
    """Return the person's tags with how many tasks bear each, in the order of their names."""
    rows = await uow.session.exec(
        select(Tag, func.count(col(TaskTag.task_id)))
        .outerjoin(TaskTag, col(TaskTag.tag_id) == Tag.id)
        .where(Tag.user_id == uow.actor.user_id)
        .group_by(col(Tag.id))
        .order_by(col(Tag.folded))
    )
    return [_view(tag, count) for tag, count in rows]


async def get(uow: UnitOfWork, tag_id: int) -> TagView:
    """Return one tag."""
    return await _counted(uow, await _tag(uow, tag_id))


async def add(uow: UnitOfWork, draft: TagDraft) -> TagView:
    """Make a tag.

    Raises:
        Invalid: its name or colour cannot be.
        AlreadyExists: the person has one of that name, in whatever case.
        LimitReached: the person has 100.
    """
    name = _checked_name(draft.name)
    color = _checked_color(draft.color)
    await _refuse_taken(uow, name)
    tag = await _made(uow, [name], color=color)
    return _view(tag[0], 0)


async def update(
    uow: UnitOfWork, tag_id: int, patch: TagPatch, *, version: int | None = None
) -> TagView:
    """Rename or recolour a tag; the tasks that bear it are not touched, series know its name."""
    tag = await _tag(uow, tag_id)
    expect_version(tag, version, noun="The tag")
    was = tag.folded
    async with changing(uow, tag):
        if patch.name is not None:
            name = _checked_name(patch.name)
            if fold(name) != tag.folded:
                await _refuse_taken(uow, name)
            tag.name, tag.folded = name, fold(name)
        if patch.color is not None:
            tag.color = _checked_color(patch.color)
    await _rename_in_series(uow, was, tag.name)
    return await _counted(uow, tag)


async def delete(uow: UnitOfWork, tag_id: int, *, version: int | None = None) -> TagView:
    """Delete a tag, taking it off the tasks and series that bear it; return it as it was."""
    tag = await _tag(uow, tag_id)
    expect_version(tag, version, noun="The tag")
    was = await _counted(uow, tag)
    bearers = await uow.session.exec(
        owned(uow, Task)
        .join(TaskTag, col(TaskTag.task_id) == Task.id)
        .where(TaskTag.tag_id == tag_id)
    )
    async with changing_all(uow, bearers.all()):
        await uow.session.exec(delete_rows(TaskTag).where(col(TaskTag.tag_id) == tag_id))
    await _rename_in_series(uow, tag.folded, None)
    await deleted(uow, tag)
    return was


async def named(uow: UnitOfWork, names: Sequence[str], *, field: str = "tags") -> list[Tag]:
    """Return the tags of these names, making those that the person does not have yet.

    Names are matched whatever their case; a leading `#` is dropped; repeats count once.
    """
    wanted = {fold(name): name for name in (_checked_name(n, field=field) for n in names)}
    if not wanted:
        return []
    rows = await uow.session.exec(owned(uow, Tag).where(col(Tag.folded).in_(wanted)))
    found = {tag.folded: tag for tag in rows}
    missing = [name for folded, name in wanted.items() if folded not in found]
    made = await _made(uow, missing, color=DEFAULT_TAG_COLOR)
    found |= {tag.folded: tag for tag in made}
    return [found[folded] for folded in wanted]


async def set_on(
    uow: UnitOfWork, task: Task, *, add: Iterable[Tag] = (), remove: Iterable[Tag] = ()
) -> None:
    """Put tags on a task and take others off; the caller notes the task's change."""
    task_id = key(task)
    there = {key(tag) for tag in await borne_by(uow, task)}
    for tag in remove:
        if key(tag) in there:
            await uow.session.delete(await uow.session.get_one(TaskTag, (task_id, key(tag))))
            there.remove(key(tag))
    for tag in add:
        if key(tag) not in there:
            uow.session.add(TaskTag(task_id=task_id, tag_id=key(tag), created_at=uow.now))
            there.add(key(tag))
    await uow.session.flush()


async def borne_by(uow: UnitOfWork, task: Task) -> list[Tag]:
    """Return the tags that a task bears."""
    return (await tags_of(uow, [key(task)]))[key(task)]


async def borne_names(uow: UnitOfWork, names: Sequence[str]) -> list[Tag]:
    """Return those of the named tags that the person has, in the order of their names."""
    folded = [fold(name.removeprefix("#")) for name in names]
    query = owned(uow, Tag).where(col(Tag.folded).in_(folded)).order_by(col(Tag.folded))
    return list(await uow.session.exec(query))


async def nearest(uow: UnitOfWork, name: str) -> str | None:
    """Return the person's tag whose name is most like this one, for a hint."""
    names = [tag.name for tag in await uow.session.exec(owned(uow, Tag))]
    close = get_close_matches(name, names, n=1)
    return close[0] if close else None


async def _rename_in_series(uow: UnitOfWork, folded: str, name: str | None) -> None:
    """Give the coming tasks of each series the new name of a tag, or none."""
    for series in (await uow.session.exec(owned(uow, RecurringTask))).all():
        renewed = [name if fold(each) == folded else each for each in series.tags]
        if renewed != series.tags:
            async with changing(uow, series):
                series.tags = [each for each in renewed if each is not None]


async def _tag(uow: UnitOfWork, tag_id: int) -> Tag:
    return await one(uow, Tag, tag_id, noun="Tag")


async def _made(uow: UnitOfWork, names: Sequence[str], *, color: str) -> list[Tag]:
    if not names:
        return []
    have = await uow.session.exec(
        select(func.count()).select_from(Tag).where(Tag.user_id == uow.actor.user_id)
    )
    if have.one() + len(names) > MOST_TAGS:
        raise LimitReached(
            "Maximum 100 tags allowed",
            field="tags",
            code="too_many_tags",
            next_step="Delete a tag that you no longer need, or use one that you have.",
        )
    rows = [
        Tag(
            user_id=uow.actor.user_id,
            name=name,
            folded=fold(name),
            color=color,
            origin=uow.actor.origin,
            created_at=uow.now,
        )
        for name in names
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    for row in rows:
        await created(uow, row)
    return rows


async def _refuse_taken(uow: UnitOfWork, name: str) -> None:
    taken = await uow.session.exec(owned(uow, Tag).where(Tag.folded == fold(name)))
    other = taken.first()
    if other is not None:
        raise AlreadyExists(
            "Tag already exists",
            field="name",
            code="tag_exists",
            next_step=f"Use the tag “{other.name}” (id {other.id}), or choose another name.",
        )


async def _counted(uow: UnitOfWork, tag: Tag) -> TagView:
    count = await uow.session.exec(
        select(func.count()).select_from(TaskTag).where(TaskTag.tag_id == tag.id)
    )
    return _view(tag, count.one())


def _view(tag: Tag, count: int) -> TagView:
    return TagView.model_validate(tag.model_dump() | {"task_count": count})


def _checked_name(name: str, *, field: str = "name") -> str:
    return checked_text(
        name.strip().removeprefix("#").strip(),
        field=field,
        least=1,
        most=50,
        message="Tag name must be 1-50 characters",
        code="invalid_tag_name",
    )


def _checked_color(color: str | None) -> str:
    if color is None:
        return DEFAULT_TAG_COLOR
    if not HEX_COLOR.fullmatch(color):
        raise Invalid(
            "Color must be valid hex (#RRGGBB)",
            field="color",
            code="invalid_color",
            next_step=f"Write six hexadecimal digits after #, such as {DEFAULT_TAG_COLOR}.",
        )
    return color
