"""What is committed is what its source builds."""

import shutil
import subprocess
from pathlib import Path

import chat_api
from tests.browser.conftest import WEB

STATIC = Path(chat_api.__file__).parent / "static"


def test_the_committed_bundle_is_what_its_source_builds(modules: Path, tmp_path: Path) -> None:
    source = tmp_path / "web"
    shutil.copytree(WEB, source, ignore=shutil.ignore_patterns("node_modules"))
    (source / "node_modules").symlink_to(modules)
    for command in (["tsc", "--noEmit"], ["vite", "build", "--outDir", str(tmp_path / "built")]):
        program = str(modules / ".bin" / command[0])
        done = subprocess.run(  # noqa: S603  programs of the lock file
            [program, *command[1:]], cwd=source, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    built = scripts(tmp_path / "built")
    assert built == scripts(STATIC), "run `make web` and commit what it builds"


def scripts(folder: Path) -> dict[str, str]:
    files = [path for ending in ("*.js", "*.d.ts") for path in sorted(folder.rglob(ending))]
    return {str(path.relative_to(folder)): path.read_text() for path in files}
