"""The names in `dapr/` are those of the code, in the local set and in production's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evolution_todo.adapters.pubsub import PUBSUB
from evolution_todo.adapters.statestore import STORE
from evolution_todo.domain.cloudevents import TOPICS
from evolution_todo.domain.events import REMINDERS, TASK_EVENTS, TASK_UPDATES, Event
from evolution_todo.services.deliveries import Deliveries
from evolution_todo.services.handlers import CONSUMERS
from evolution_todo.services.notification.jobs import CRON, wake_ups
from tests.stack.topology import SERVICES

DAPR = Path(__file__).parents[2] / "dapr"
SETS = ("local", "production")
SYNC_PUBSUB = "kafka-pubsub-sync"

LISTENERS = {
    "notification": REMINDERS,
    "recurring": TASK_EVENTS,
    "audit": TASK_EVENTS,
    "sync": TASK_UPDATES,
}
"""Each app and what it listens to."""

Document = dict[str, Any]


def documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text())


def resources(of_set: str) -> list[Document]:
    """What a sidecar is given beside its configuration."""
    return [*documents(DAPR / "common"), *documents(DAPR / of_set)]


def named(of_set: str, kind: str) -> dict[str, Document]:
    return {d["metadata"]["name"]: d for d in resources(of_set) if d["kind"] == kind}


def fields(component: Document) -> dict[str, Any]:
    return {
        field["name"]: next(value for name, value in field.items() if name != "name")
        for field in component["spec"]["metadata"]
    }


@pytest.mark.parametrize("of_set", SETS)
def test_both_sets_have_the_components_that_the_code_names(of_set: str) -> None:
    components = named(of_set, "Component")
    assert set(components) == {PUBSUB, SYNC_PUBSUB, STORE, CRON, "secrets"}
    assert {name: components[name].get("scopes") for name in components} == {
        PUBSUB: ["relay", "notification", "recurring", "audit"],
        SYNC_PUBSUB: ["sync"],
        STORE: ["api", "notification", "recurring"],
        CRON: ["notification"],
        "secrets": None,
    }


def test_production_is_in_files_of_the_seeds_names() -> None:
    names = {path.stem for path in (DAPR / "production").iterdir()}
    assert {"kafka-pubsub-prod", "statestore-prod"} <= names


@pytest.mark.parametrize("of_set", SETS)
def test_no_name_stands_twice(of_set: str) -> None:
    names = [(d["kind"], d["metadata"]["name"]) for d in resources(of_set)]
    assert len(names) == len(set(names))


def test_each_consumer_has_its_topic_and_its_dead_letters() -> None:
    subscriptions = named("local", "Subscription")
    assert set(subscriptions) == {f"{app}{kind}" for app in LISTENERS for kind in ("", "-dead")}
    for app, topic in LISTENERS.items():
        component = SYNC_PUBSUB if app == "sync" else PUBSUB
        live, dead = subscriptions[app], subscriptions[f"{app}-dead"]
        assert live["scopes"] == dead["scopes"] == [app]
        assert live["spec"] == {
            "pubsubname": component,
            "topic": topic,
            "routes": {"default": f"/dapr/events/{topic}"},
            "deadLetterTopic": f"{topic}.dead.{app}",
        }
        assert dead["spec"] == {
            "pubsubname": component,
            "topic": f"{topic}.dead.{app}",
            "routes": {"default": f"/dapr/dead/{topic}"},
            "metadata": {"rawPayload": "true"},
        }


@pytest.mark.parametrize(("app", "topic"), LISTENERS.items())
def test_a_consumer_answers_what_its_subscriptions_call(app: str, topic: str) -> None:
    async def take(event: Event) -> None:
        del event

    answered = {
        route.path for route in Deliveries(name=app, topic=topic, take=take, bury=take).routes
    }
    subscriptions = named("local", "Subscription")
    called = {subscriptions[name]["spec"]["routes"]["default"] for name in (app, f"{app}-dead")}
    assert called == answered


def test_the_sweepers_clock_calls_what_is_answered() -> None:
    assert CRON in named("local", "Component")
    assert f"/{CRON}" in {route.path for route in wake_ups(lambda: None, token="")}


@pytest.mark.parametrize("of_set", SETS)
def test_nothing_is_meant_for_an_app_that_there_is_not(of_set: str) -> None:
    apps = {name for name, service in SERVICES.items() if service.has_sidecar}
    for document in resources(of_set):
        assert set(document.get("scopes", ())) <= apps


def test_every_topic_is_listened_to_by_whoever_handles_it() -> None:
    assert set(LISTENERS.values()) == set(TOPICS)
    assert {c.name: c.topic for c in CONSUMERS}.items() <= LISTENERS.items()


@pytest.mark.parametrize("of_set", SETS)
def test_services_do_not_share_their_groups(of_set: str) -> None:
    components = named(of_set, "Component")
    assert "consumerGroup" not in fields(components[PUBSUB]) | fields(components[SYNC_PUBSUB])
    assert "consumerID" not in fields(components[PUBSUB])
    assert fields(components[SYNC_PUBSUB])["consumerID"] in {"{uuid}", "{podName}"}
    offsets = [fields(components[name])["initialOffset"] for name in (PUBSUB, SYNC_PUBSUB)]
    assert offsets == ["oldest", "newest"]


@pytest.mark.parametrize("of_set", SETS)
def test_the_keys_in_redis_are_exactly_ours(of_set: str) -> None:
    assert fields(named(of_set, "Component")[STORE])["keyPrefix"] == "none"


@pytest.mark.parametrize("of_set", SETS)
def test_sidecars_start_without_their_store_and_never_without_their_broker(of_set: str) -> None:
    components = named(of_set, "Component").values()
    ignored = [c["metadata"]["name"] for c in components if c["spec"].get("ignoreErrors")]
    assert ignored == [STORE]


def test_deliveries_are_retried_without_end() -> None:
    (resiliency,) = named("local", "Resiliency").values()
    targets = resiliency["spec"]["targets"]["components"]
    assert targets[PUBSUB] == targets[SYNC_PUBSUB] == {"inbound": {"retry": "endless"}}
    assert set(targets) <= set(named("local", "Component"))
    policy = resiliency["spec"]["policies"]["retries"]["endless"]
    assert (policy["policy"], policy["maxRetries"]) == ("constant", -1)


def test_production_holds_no_secret_and_talks_by_tls() -> None:
    components = named("production", "Component")
    for name in (PUBSUB, SYNC_PUBSUB):
        values = fields(components[name])
        assert (values["authType"], values["saslMechanism"]) == ("password", "SHA-256")
        assert "disableTls" not in values
        for secret in ("brokers", "saslUsername", "saslPassword"):
            assert values[secret]["name"] == "kafka"
    store = fields(components[STORE])
    assert store["enableTLS"] == "true"
    assert store["redisPassword"] == {"name": "redis", "key": "password"}
    for name in (PUBSUB, SYNC_PUBSUB, STORE):
        assert components[name]["auth"] == {"secretStore": "secrets"}
