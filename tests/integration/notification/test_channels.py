"""A stranger's channel stays out of private networks and of this machine; mail is well formed."""

import asyncio
import os
import socket
import subprocess
import threading
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import certifi
import pytest
from aiosmtpd.smtp import AuthResult

from evolution_todo.adapters import notify, smtp
from evolution_todo.adapters.networks import Errand, Forbidden, Networks
from evolution_todo.adapters.notify import NotifyChannels
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.notices import Address, Notice, Outcome
from models import User
from tests.integration.notification.conftest import LOOPBACK
from tests.receivers import Mailbox, Webhook, mail_server
from tests.stack.protection import protection

pytestmark = pytest.mark.anyio

PRIVATE = Outcome(error="Its address leads into a private network", final=True)


def notice(**changed: Any) -> Notice:
    values: dict[str, Any] = {
        "reminder_id": 7,
        "user_id": "ada",
        "remind_at": datetime(2026, 6, 10, 9, 0, tzinfo=UTC),
        "title": "Reminder: Pay rent",
        "text": "“Pay rent”, your task 1, is due today.",
        "new": True,
        "addresses": (),
    }
    return Notice(**values | changed)


def address(url: str, *, trusted: bool = False) -> Address:
    return notify._address(url, trusted=trusted)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.9.1", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "100.64.0.1", "169.254.169.254", "192.0.0.1", "198.18.0.1", "192.88.99.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "localhost", "", "/run/x.sock",
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_internet_may_not_be_reached(ip: str) -> None:
    assert not Networks().permits(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_the_public_internet_may_be_reached(ip: str) -> None:
    assert Networks().permits(ip)


def test_the_operator_can_allow_networks() -> None:
    networks = Networks([ip_network("192.168.1.0/24"), ip_network("fd12::/16")])
    assert networks.permits("192.168.1.7")
    assert networks.permits("::ffff:192.168.1.7")
    assert networks.permits("fd12::1")
    assert not networks.permits("192.168.2.7")


async def test_a_strangers_channel_does_not_reach_this_machine(webhook: Webhook) -> None:
    for host in ("127.0.0.1", "localhost"):
        url = f"json://{host}:{webhook.port}/"
        assert await NotifyChannels().send(address(url), notice()) == PRIVATE
    for host in ("[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "0177.0.0.1"):
        outcome = await NotifyChannels().send(address(f"json://{host}:{webhook.port}/"), notice())
        assert outcome.final
    assert webhook.paths == []


async def test_the_operators_channel_does(webhook: Webhook) -> None:
    channels = NotifyChannels(everybody=[webhook.url])
    (only,) = channels.of(User(id="ada"))
    assert await channels.send(only, notice()) == Outcome()
    assert [posted["title"] for posted in webhook.received] == ["Reminder: Pay rent"]


async def test_a_redirect_does_not_lead_a_stranger_into_a_private_network(
    webhook: Webhook,
) -> None:
    # Loopback stands for the public internet here: what it redirects to is not allowed.
    channels = NotifyChannels(allowed=[ip_network("127.0.0.1/32")])
    for target in (f"http://127.0.0.2:{webhook.port}/", "http://169.254.169.254/latest/meta-data"):
        webhook.answer, webhook.location = 307, target
        assert await channels.send(address(webhook.url), notice()) == PRIVATE
    assert len(webhook.paths) == 2


async def test_a_name_that_leads_elsewhere_once_it_was_checked_is_refused(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = socket.getaddrinfo
    answers = iter(["93.184.216.34"])

    def rebinding(host: str, port: Any, *rest: Any, **options: Any) -> Any:
        real = next(answers, "127.0.0.1") if host == "rebind.example.org" else host
        return asked(real, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"json://rebind.example.org:{webhook.port}/"
    channels = NotifyChannels()
    await channels.check([url])
    assert await channels.send(address(url), notice()) == PRIVATE
    assert webhook.paths == []


async def test_names_that_are_not_answered_keep_no_thread_of_the_process_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence, begun = threading.Event(), threading.Semaphore(0)

    def unanswered(*_asked: Any, **_options: Any) -> Any:
        begun.release()
        silence.wait()
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", unanswered)
    channels = NotifyChannels()
    asking = [
        asyncio.create_task(channels.check([f"json://silent{n}.example.org"]))
        for n in range(max(32, 8 * (os.cpu_count() or 1)))
    ]
    await asyncio.to_thread(begun.acquire)
    assert await asyncio.to_thread(lambda: "done") == "done"
    silence.set()
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    assert {type(each) for each in outcomes} == {Invalid}


async def test_a_name_that_is_not_answered_in_time_is_not_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: silence.wait() and [])
    monkeypatch.setattr("evolution_todo.adapters.notify.CHECK_SECONDS", 0.0)
    with pytest.raises(Invalid) as refused:
        await NotifyChannels().check(["json://silent.example.org"])
    silence.set()
    assert refused.value.code == "channel_not_found"


@pytest.mark.parametrize("url", ["json://[", "mailto://[", "json://℀.com"])
async def test_what_is_no_address_is_no_channel(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        await NotifyChannels().check([url])
    assert refused.value.field == "notification_channels"


async def test_a_proxy_of_this_machine_is_not_for_strangers(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{webhook.port}")
    # The proxy itself could be reached; asked for a private address, it would go there.
    channels = NotifyChannels(allowed=LOOPBACK)
    assert await channels.send(address("json://169.254.169.254/"), notice()) == PRIVATE
    assert webhook.paths == []
    trusted = address("json://169.254.169.254/", trusted=True)
    assert await channels.send(trusted, notice()) == Outcome()
    assert webhook.paths == ["http://169.254.169.254/"]


def test_a_strangers_thread_reads_no_file_and_starts_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42")
    with Errand(Networks()) as errand:
        with pytest.raises(Forbidden):
            secret.read_text()
        with pytest.raises(Forbidden):
            subprocess.run(["true"], check=True)  # noqa: S607  # it never runs
        with pytest.raises(Forbidden):
            secret.unlink()
        Path(certifi.where()).read_bytes()
    assert errand.refused == "It wanted to use more of this machine than the network"
    assert secret.read_text() == "42"


def test_other_threads_are_free_while_a_strangers_works() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def connect() -> str:
        socket.create_connection(listener.getsockname()).close()
        return "connected"

    seen: list[str] = []
    with Errand(Networks()):
        begun = threading.local()
    with Errand(None):
        begun.result = connect()
    thread = threading.Thread(target=lambda: seen.append(connect()))
    thread.start()
    thread.join()
    listener.close()
    assert seen == [begun.result] == ["connected"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("json://127.0.0.1/", "channel_forbidden"),
        ("json://localhost:8080/", "channel_forbidden"),
        ("json://[::1]/", "channel_forbidden"),
        ("json://192.168.1.1/", "channel_forbidden"),
        ("mailto://ann:secret@example.org?smtp=127.0.0.1", "channel_forbidden"),
        ("mailto://ann@example.org", "channel_needs_server"),
        ("mailto:ann@example.org", "channel_needs_server"),
        ("json://no-such-host.invalid/", "channel_not_found"),
        ("https://example.org/hook", "unknown_channel"),
        ("nonsense", "unknown_channel"),
        ("syslog://", "channel_not_allowed"),
        ("rsyslog://127.0.0.1", "channel_not_allowed"),
        ("irc://irc.example.org/channel", "channel_not_allowed"),
    ],
)
async def test_a_channel_that_cannot_be_is_refused_when_it_is_set(url: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await NotifyChannels().check([url])
    assert (refused.value.code, refused.value.field) == (code, "notification_channels")
    assert "secret" not in str(refused.value) + refused.value.next_step


async def test_services_with_servers_of_their_own_need_no_name_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise OSError("no network")

    await NotifyChannels().check([])
    monkeypatch.setattr(socket, "getaddrinfo", none)
    await NotifyChannels().check(
        ["tgram://123456789:abcdefg_hijklmnop/12315544/", "ntfy://a-topic-of-mine"]
    )


async def test_a_channel_is_named_without_its_secrets() -> None:
    person = User(id="ada", notification_channels=["json://ann:secret@example.org/token"])
    (only,) = NotifyChannels().of(person)
    assert only.label == f"json {only.key[:6]}"
    assert "secret" not in repr(only)


async def test_a_message_has_the_same_id_each_time_and_another_for_another_time(
    mailbox: Mailbox,
) -> None:
    channels = NotifyChannels(server=mailbox.server)
    to = address("mailto://ann@example.org")
    later = notice(remind_at=datetime(2026, 6, 10, 10, 0, tzinfo=UTC))
    for each in (notice(), notice(), later):
        assert await channels.send(to, each) == Outcome()
    first, second, third = (mail["Message-ID"] for mail in mailbox.received)
    assert first == second != third
    assert first.endswith("@example.org>")


async def test_a_title_cannot_add_a_header(mailbox: Mailbox) -> None:
    channels = NotifyChannels(server=mailbox.server)
    evil = notice(title="Reminder: x\r\nBcc: eve@example.org")
    outcome = await channels.send(address("mailto://ann@example.org"), evil)
    assert outcome == Outcome(error="Its address or its text cannot stand in a mail", final=True)
    assert mailbox.received == []


async def test_mail_goes_by_the_persons_own_server_where_the_url_names_it(
    mailbox: Mailbox,
) -> None:
    url = (
        f"mailto://127.0.0.1:{mailbox.port}?to=ann@example.org,bob@example.org&from=me@example.net"
    )
    channels = NotifyChannels(allowed=LOOPBACK)
    assert await channels.send(address(url), notice()) == Outcome()
    (mail,) = mailbox.received
    assert (mail["To"], mail["From"]) == (
        "ann@example.org, bob@example.org",
        "me@example.net",
    )
    assert await NotifyChannels().send(address(url), notice()) == PRIVATE


async def sent_with_a_password(mailbox: Mailbox) -> str | None:
    """Send by a login; returns what went wrong."""
    server = smtp.read_url(f"smtp://ann:secret@127.0.0.1:{mailbox.port}?from=ann@example.org")
    channels = NotifyChannels(server=server)
    return (await channels.send(address("mailto://ann@example.org"), notice())).error


async def test_mail_without_tls_is_not_given_a_password() -> None:
    given: list[object] = []

    def take(*_: object) -> AuthResult:
        given.append(_)
        return AuthResult(success=True)

    async with mail_server(auth_require_tls=False, authenticator=take) as mailbox:
        error = await sent_with_a_password(mailbox)
    assert error == "The mail server cannot do what is asked: TLS or a login"
    assert (given, mailbox.received) == ([], [])


async def test_mail_server_that_cannot_prove_who_it_is_is_given_no_password(tmp_path: Path) -> None:
    async with mail_server(tls_context=protection(tmp_path).serving) as mailbox:
        error = await sent_with_a_password(mailbox)
    assert error == "The mail server could not prove who it is"
    assert mailbox.received == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org", "smtp://", "smtp://host", "smtp://host?from=nobody",
        "smtp://host?from=a@b.org&starttls=maybe", "smtp://host?from=a@b.org&other=1",
        "smtp://host:99999?from=a@b.org", "smtp://host?from=a@b.org%0aBcc:x@y.org",
    ],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        smtp.read_url(url)


async def test_many_sends_wait_in_line_and_none_is_late_for_it(webhook: Webhook) -> None:
    channels = NotifyChannels(allowed=LOOPBACK)
    outcomes = await asyncio.gather(
        *(channels.send(address(webhook.url), notice(reminder_id=n)) for n in range(80))
    )
    assert set(outcomes) == {Outcome()}
    assert len(webhook.received) == 80
