"""What a picture would show at once, and no other test sees."""

import httpx2
import pytest
from playwright.async_api import FloatRect, Locator

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.anyio

LASTING = """(at) => {
    const { animationDuration, transitionDuration } = getComputedStyle(at);
    return `${animationDuration}, ${transitionDuration}`.split(", ");
}"""
LONG = "Write the quarterly report with all the figures of the three regions " * 2


async def box(at: Locator) -> FloatRect:
    found = await at.bounding_box()
    assert found is not None
    return found


def apart(one: FloatRect, other: FloatRect) -> bool:
    left, right = sorted((one, other), key=lambda each: each["x"])
    high, low = sorted((one, other), key=lambda each: each["y"])
    return left["x"] + left["width"] <= right["x"] or high["y"] + high["height"] <= low["y"]


async def side_of(at: Locator) -> str:
    return "left" if (await box(at))["x"] < 600 else "right"


@pytest.mark.parametrize("locale", ["en-GB", "ur-PK"])
@pytest.mark.parametrize("is_touched", [False, True], ids=["mouse", "finger"])
async def test_what_may_be_done_to_a_task_covers_no_number(
    open_page: OpenPage, rest: httpx2.AsyncClient, locale: str, is_touched: bool
) -> None:
    for title in ("Milk", LONG):
        await rest.post("/api/tasks", json={"title": title})
    size = {"width": 390, "height": 844}
    screen = await open_page(
        viewport=size, locale=locale, has_touch=is_touched, is_mobile=is_touched
    )
    await screen.find(".switch button").last.click()
    for title in ("Milk", LONG.strip()):
        row = screen.row(title)
        await row.hover()
        number = await box(row.locator(".number"))
        for deed in await row.locator(".deeds .sign").all():
            assert apart(number, await box(deed)), title


async def test_nothing_is_wider_than_a_small_phone(
    open_page: OpenPage, rest: httpx2.AsyncClient
) -> None:
    for title in (LONG, "Donaudampfschifffahrtselektrizitäten" * 4):
        await rest.post("/api/tasks", json={"title": title, "tags": ["a-very-long-tag-" * 3]})
    screen = await open_page(viewport={"width": 320, "height": 640})
    await screen.say("show all my tasks")
    await screen.say("delete all my tasks")
    wide = """(at) => [...at.querySelectorAll("*")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth).length"""
    assert await screen.find(".panel").evaluate(wide) == 0
    await screen.show_tasks()
    await screen.row("Donau").wait_for()
    assert await screen.find(".panel").evaluate(wide) == 0


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "ur-PK"])
@pytest.mark.parametrize("width", [390, 1200])
async def test_what_the_search_is_for_can_be_read(
    open_page: OpenPage, rest: httpx2.AsyncClient, locale: str, width: int
) -> None:
    await rest.post("/api/tasks", json={"title": "Milk", "tags": ["shop"]})
    screen = await open_page(viewport={"width": width, "height": 800}, locale=locale)
    tabs = screen.find(".bar .switch button")
    if width < 900:
        await tabs.last.click()
    await screen.row("Milk").wait_for()
    spare = """(at) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(at);
        const pen = Object.assign(document.createElement("canvas").getContext("2d"), { font });
        const room = at.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
        return room - pen.measureText(at.placeholder).width;
    }"""
    assert await screen.find("input[type=search]").evaluate(spare) > 0


@pytest.mark.parametrize(("direction", "side"), [("ltr", "right"), ("rtl", "left")])
async def test_the_widget_keeps_to_the_corner_of_its_page_whatever_is_spoken_in_it(
    open_page: OpenPage, direction: str, side: str
) -> None:
    html = (
        f'<!doctype html><html lang="en" dir="{direction}"><title>A shop</title>'
        '<h1>A shop</h1><script src="/widget.js"></script>'
    )
    screen = await open_page("/shop", html=html, locale="ur-PK")
    button = screen.find("evolution-todo .o")
    assert await side_of(button) == side
    await button.click()
    assert await side_of(screen.find(".panel")) == side
    await screen.find(".input").press("Escape")
    assert await side_of(screen.find(".opener")) == side


async def test_nothing_moves_for_whoever_asked_for_that(open_page: OpenPage) -> None:
    screen = await open_page(reduced_motion="reduce")
    await screen.say("add milk")
    for at in (".message.user", ".message .tick", ".composer .round"):
        assert set(await screen.find(at).evaluate(LASTING)) == {"0.001s"}, at
