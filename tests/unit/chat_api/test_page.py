"""What the page's files may not hold, since its policy would refuse it or a title could use it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import chat_api

STATIC = Path(chat_api.__file__).parent / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"script", "style"}:
            self.inline += data.strip()


@pytest.fixture
def page() -> Page:
    page = Page()
    page.feed((STATIC / "index.html").read_text())
    return page


def test_the_page_has_no_inline_script_style_or_handler(page: Page) -> None:
    assert page.inline == ""
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_the_page_takes_nothing_from_elsewhere(page: Page) -> None:
    links = [attrs[n] for _, attrs in page.tags for n in ("src", "href") if attrs.get(n)]
    assert links
    for link in links:
        assert link is not None
        assert link.startswith("#") or (STATIC / link.removeprefix("/static/")).is_file()
    for file in STATIC.iterdir():
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(|@import", text), file.name


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_read_text_as_markup(script: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    )
    assert not re.search(forbidden, script.read_text())
