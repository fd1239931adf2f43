"""What axe-core finds in the states of a screen."""

from typing import Any

from tests.browser.screens import Screen

RUN = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target, node.any])]);
}"""


class Checked:
    """A screen that is checked in each of its states."""

    def __init__(self, screen: Screen, axe: str) -> None:
        self.screen = screen
        self.found: dict[str, Any] = {}
        self._axe = axe

    async def state(self, name: str) -> None:
        """Look at it once nothing moves."""
        await self.screen.page.evaluate(
            "() => Promise.all(document.getAnimations().map((each) => each.finished))"
        )
        await self.screen.page.evaluate(self._axe)
        violations = await self.screen.page.evaluate(RUN)
        if violations:
            self.found[name] = violations
