"""The backbone as a cluster has it: SASL and TLS, secrets of the cluster, tokens on every call."""

import json
import secrets
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from tests.stack import dapr
from tests.stack.dapr import scheduler
from tests.stack.kafka import kafka
from tests.stack.postgres import postgres
from tests.stack.processes import enter_together, folder
from tests.stack.protection import Protection, protection
from tests.stack.redis import redis
from tests.stack.stack import Stack, Told, migrated

NAMESPACE = "todo"
Secrets = Mapping[str, Mapping[str, str]]
"""The values of each secret by their keys."""


@contextmanager
def production() -> Iterator[Stack]:
    """Run the backbone with `dapr/production` as it is, its secrets and certificates made anew."""
    dapr.programs()
    with folder("stack") as home, ExitStack() as held:
        shown = protection(home)
        servers = enter_together(
            held,
            postgres=postgres(durable=False),
            redis=redis(shown),
            kafka=kafka(shown),
            scheduler=scheduler(),
        )
        migrated(servers["postgres"])
        redis_at = f"{servers['redis'].host}:{servers['redis'].port}"
        known = {
            "kafka": _known(shown, "brokers", servers["kafka"].bootstrap),
            "redis": _known(shown, "host", redis_at),
        }
        access = home / "kubeconfig"
        access.write_text(held.enter_context(_cluster(known, shown)))
        yield Stack(home, **servers, told=_told(access, trusted=shown.authority))


def _told(access: Path, *, trusted: Path) -> Told:
    return Told(
        kind="production",
        environment={
            "KUBECONFIG": str(access),
            "NAMESPACE": NAMESPACE,
            "SSL_CERT_FILE": str(trusted),
        },
        tokens={name: secrets.token_urlsafe(24) for name in ("DAPR_API_TOKEN", "APP_API_TOKEN")},
    )


def _known(shown: Protection, place: str, address: str) -> dict[str, str]:
    return {place: address, "username": shown.user, "password": shown.password}


@contextmanager
def _cluster(known: Secrets, shown: Protection) -> Iterator[str]:
    """Answer for secrets as Kubernetes does, and return the file by which its clients reach it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(known, shown.password)) as server:
        server.socket = shown.serving.wrap_socket(server.socket, server_side=True)
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield _access(f"https://127.0.0.1:{server.server_port}", shown)
        server.shutdown()
        serving.join()


def _access(url: str, shown: Protection) -> str:
    here = "here"
    cluster = {"server": url, "certificate-authority": str(shown.authority)}
    written: str = yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": here,
            "contexts": [{"name": here, "context": {"cluster": here, "user": here}}],
            "clusters": [{"name": here, "cluster": cluster}],
            "users": [{"name": here, "user": {"token": shown.password}}],
        }
    )
    return written


def _handler(known: Secrets, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            folder, _, name = self.path.partition("?")[0].rpartition("/")
            if self.headers["Authorization"] != f"Bearer {token}":
                self._say(401, {"kind": "Status", "code": 401})
            elif folder != f"/api/v1/namespaces/{NAMESPACE}/secrets" or name not in known:
                self._say(404, {"kind": "Status", "code": 404})
            else:
                data = {key: b64encode(v.encode()).decode() for key, v in known[name].items()}
                self._say(200, {"kind": "Secret", "metadata": {"name": name}, "data": data})

        def _say(self, status: int, answer: dict[str, object]) -> None:
            body = json.dumps({"apiVersion": "v1"} | answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
