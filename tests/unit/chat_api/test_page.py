"""What the page's files may not hold, since its policy would refuse it or a title could use it."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import chat_api

STATIC = Path(chat_api.__file__).parent / "static"
SOURCE = Path(chat_api.__file__).parents[1] / "web" / "src"
BUILT = sorted(STATIC.rglob("*.js"))
NAMES_OF_FORMATS = re.compile(r"http://www\.w3\.org/[\w/]+")
TOLD_IN_ERRORS = re.compile(r"https://(react\.dev/errors|github\.com/syntax-tree)/")
"""Addresses that libraries name to developers and never call."""


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
        assert (STATIC / link.removeprefix("/static/")).is_file()


@pytest.mark.parametrize("file", BUILT, ids=lambda path: path.name)
def test_the_bundle_names_no_other_host(file: Path) -> None:
    text = TOLD_IN_ERRORS.sub("", NAMES_OF_FORMATS.sub("", file.read_text()))
    assert not re.search(r"https?://\w|@import|sourceMappingURL", text)


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.ts*")), ids=lambda path: path.name)
def test_our_source_never_reads_text_as_markup(file: Path) -> None:
    forbidden = r"[iI]nnerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(forbidden, file.read_text())


def squeezed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_a_page_pays_a_kilobyte_for_the_button_and_the_rest_when_it_is_pressed() -> None:
    assert (STATIC / "widget.js").stat().st_size <= 1024
    assert squeezed(*reached_from(STATIC / "chat.js")) <= 270_000


def reached_from(file: Path) -> set[Path]:
    """Return a module with all that it imports before it runs."""
    imported = re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", file.read_text())
    others = [reached_from((file.parent / name).resolve()) for name in imported]
    return {file.resolve()}.union(*others)
