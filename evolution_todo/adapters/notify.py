"""The ways to reach people: e-mail by a channel of our own, all else by Apprise."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from evolution_todo.adapters import smtp
from evolution_todo.adapters.networks import Errand, Networks, in_thread, working_for_a_stranger
from evolution_todo.domain.errors import Invalid
from evolution_todo.domain.notices import Address, Notice, Outcome

if TYPE_CHECKING:
    from apprise import NotifyBase

    from evolution_todo.adapters.networks import Network
    from models import User

SEND_SECONDS = 15.0
"""How long one try at one channel may take."""

CHECK_SECONDS = 10.0
"""How long the channels of a person may take to be looked up."""

ASKING_AT_ONCE = 4
"""How many names are looked up at once."""

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0

AT_ONCE = 32
"""How many sends are under way in this process."""

MAIL = frozenset({"mailto", "mailtos"})
OWN_SOCKETS = frozenset(
    {"NostrRelay", "asyncio", "concurrent", "paho", "select", "smtplib", "socket", "ssl"}
    | {"subprocess", "threading"}
)
"""Names in a plugin's modules by which it goes to the network, or the machine, by itself."""

WHERE = "https://github.com/caronc/apprise/wiki lists the services and how their URLs are written."


class NotifyChannels:
    """The channels of each person, and of the operator; see `services.notification`.

    Args:
        server: The operator's mail server; without it people give their own.
        everybody: The operator's own URLs, to which all reminders go.
        allowed: Networks that people's channels may lead into beside the public internet.
    """

    def __init__(
        self,
        *,
        server: smtp.MailServer | None = None,
        everybody: Sequence[str] = (),
        allowed: Sequence[Network] = (),
    ) -> None:
        self._server = server
        self._everybody = tuple(_address(url, trusted=True) for url in everybody)
        self._networks = Networks(allowed)
        self._slots = asyncio.Semaphore(AT_ONCE)
        # A name may be asked for in vain for long: the process's own threads must not wait for it.
        self._asking = ThreadPoolExecutor(ASKING_AT_ONCE, thread_name_prefix="channels")

    def of(self, user: User) -> Sequence[Address]:
        """Return where notices of a person go: their channels, else their e-mail."""
        urls = user.notification_channels
        if urls is None:
            urls = [f"mailto://{user.email}"] if user.email and self._server else []
        return [*self._everybody, *(_address(_full(url)) for url in dict.fromkeys(urls))]

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Try once; it ends within fifteen seconds, whatever the other side does."""
        errand = Errand(None if self._is_trusted(address) else self._networks)
        async with self._slots:
            try:
                if not is_own_mail(address.url):
                    await asyncio.to_thread(_apprise)  # its imports are no stranger's
                async with asyncio.timeout(SEND_SECONDS):
                    return await _aside(errand, partial(self._send, address, notice))
            except TimeoutError:
                return Outcome(error="It did not answer in time")
            except Exception as error:
                return _failed(errand, error)
            finally:
                errand.cut()

    def unusable(self) -> list[str]:
        """Return the kinds of the operator's own channels that this version cannot use."""
        unusable = [each.url for each in self._everybody if _plugin(each.url) is None]
        return sorted({f"{url.partition(':')[0].lower()}://" for url in unusable})

    async def check(self, urls: Sequence[str]) -> None:
        """Refuse URLs that no notice of a stranger may go to.

        Raises:
            Invalid: one is of no known service, leads into a private network, or its server is
                not found in time.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                for url in dict.fromkeys(urls):
                    await loop.run_in_executor(self._asking, self._check, url)
        except TimeoutError as error:
            raise _not_found() from error

    def _is_trusted(self, address: Address) -> bool:
        # By the operator's server the operator decides where mail goes out.
        return address.trusted or is_own_mail(address.url)

    def _send(self, address: Address, notice: Notice) -> Outcome:
        if is_own_mail(address.url):
            return self._mail(self._server, [_recipient(address.url)], address, notice)
        plugin = _plugin(address.url)
        if plugin is None or not (address.trusted or _is_fit(plugin)):
            return Outcome(error="There is no such channel in this version", final=True)
        if _is_mail(plugin):
            to = [email for _, email in cast("Any", plugin).targets]
            return self._mail(_server_of(plugin), to, address, notice)
        plugin.socket_connect_timeout = CONNECT_SECONDS
        plugin.socket_read_timeout = READ_SECONDS
        taken = plugin.notify(title=notice.title, body=notice.text)
        return Outcome() if taken else Outcome(error="The service did not take it")

    def _mail(
        self, server: smtp.MailServer | None, to: Sequence[str], address: Address, notice: Notice
    ) -> Outcome:
        if server is None:
            return Outcome(error="No mail server is set up here")
        mail = smtp.Mail(
            to=to,
            subject=notice.title,
            text=notice.text,
            id=_message_id(address, notice),
            date=datetime.now(UTC),
        )
        try:
            smtp.deliver(server, mail)
        except smtp.MailRefused as error:
            return Outcome(error=error.message, final=error.final)
        return Outcome()

    def _check(self, url: str) -> None:
        url = _full(url)
        if is_own_mail(url):
            if self._server is None:
                raise _invalid(
                    "No mail server is set up here for notices by e-mail",
                    "channel_needs_server",
                    "Give a mailto:// URL with your own user, password and server, or another "
                    "service.",
                )
            return
        _apprise()
        with Errand(self._networks):
            plugin = _plugin(url)
        if plugin is None:
            raise _invalid(
                "Not a notification channel that is known here", "unknown_channel", WHERE
            )
        if not _is_fit(plugin):
            raise _invalid(
                f"Channels of the kind {plugin.schema}:// are the operator's alone",
                "channel_not_allowed",
                "Use e-mail or a service that is reached over HTTP.",
            )
        host, sure = _host(plugin)
        if host:
            self._check_host(host, sure=sure)

    def _check_host(self, host: str, *, sure: bool) -> None:
        try:
            permitted = self._networks.permits_host(host)
        except (OSError, UnicodeError) as error:
            if not sure:
                return
            raise _not_found() from error
        if not permitted:
            raise _invalid(
                "A notification channel leads into a private network",
                "channel_forbidden",
                "Use a server on the public internet; the operator can allow others by "
                "EVOLUTION_TODO_NOTIFY_ALLOW_NETWORKS.",
            )


async def _aside(errand: Errand, work: Callable[[], Outcome]) -> Outcome:
    """Run blocking work in a thread of its own, under the errand's rules.

    When the wait for it ends early, nobody hears what becomes of it.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Outcome] = loop.create_future()

    def settle(result: Outcome) -> None:
        if not done.done():
            done.set_result(result)

    def run() -> None:
        with errand:
            try:
                result = work()
            except Exception as error:
                result = _failed(errand, error)
        if result.error is not None and errand.refused:
            result = Outcome(error=errand.refused, final=True)
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process ends
            loop.call_soon_threadsafe(settle, result)

    in_thread(run, name="notify")
    return await done


def _failed(errand: Errand, error: Exception) -> Outcome:
    if errand.refused:
        return Outcome(error=errand.refused, final=True)
    return Outcome(error=f"It failed ({type(error).__name__})")


def _address(url: str, *, trusted: bool = False) -> Address:
    key = hashlib.sha256(url.encode()).hexdigest()
    kind = url.partition(":")[0].lower()
    label = "e-mail" if kind in MAIL else f"{kind} {key[:6]}"
    return Address(key=key, label=label, url=url, trusted=trusted)


def _message_id(address: Address, notice: Notice) -> str:
    place = f"{notice.user_id} {notice.reminder_id} {notice.remind_at.isoformat()} {address.key}"
    return f"reminder.{hashlib.sha256(place.encode()).hexdigest()[:32]}"


def _full(url: str) -> str:
    """Return a URL with the slashes that Apprise wants: `mailto:ann@example.org` has none."""
    scheme, _, rest = url.partition(":")
    return url if scheme.lower() not in MAIL or rest.startswith("//") else f"{scheme}://{rest}"


def is_own_mail(url: str) -> bool:
    """Say whether a URL names a recipient alone: their mail goes by the operator's server."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as json://[
        return False
    alone = not parts.query and parts.path in {"", "/"} and ":" not in parts.netloc
    return parts.scheme.lower() in MAIL and "@" in parts.netloc and alone


def _recipient(url: str) -> str:
    return unquote(urlsplit(url).netloc)


_importing = threading.Lock()


def _apprise() -> tuple[Any, Any]:
    """Return Apprise and how it is to be."""
    with _importing:
        return _imported()


@cache
def _imported() -> tuple[Any, Any]:
    """Import Apprise, which is large, and keep it from logging: its lines may quote addresses."""
    import apprise
    import requests

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    # A proxy of this machine's would connect where the thread itself may not; and what is in
    # .netrc is not for servers that a stranger names.
    named = property(lambda session: session.__dict__["trust_env"] and not working_for_a_stranger())
    setter = named.setter(lambda session, value: session.__dict__.update(trust_env=value))
    setattr(requests.Session, "trust_env", setter)  # noqa: B010  # a property where mypy has a bool
    asset = apprise.AppriseAsset(allow_templates=False, storage_mode="memory", async_mode=False)
    apprise.Apprise.instantiate("json://localhost", asset=asset)  # loads all its services
    return apprise.Apprise, asset


def _plugin(url: str) -> NotifyBase | None:
    apprise, asset = _apprise()
    plugin: NotifyBase | None = apprise.instantiate(url, asset=asset)
    return plugin


def _is_mail(plugin: NotifyBase) -> bool:
    return type(plugin).__module__.startswith("apprise.plugins.email")


def _is_fit(plugin: NotifyBase) -> bool:
    """Say whether a plugin is for strangers: e-mail, which is ours, or HTTP by requests alone."""
    modules = [
        vars(sys.modules[each.__module__])
        for each in type(plugin).__mro__
        if each.__module__.startswith("apprise.plugins.")
        and each.__module__ != "apprise.plugins.base"
    ]
    names = {name for module in modules for name in module}
    return _is_mail(plugin) or ("requests" in names and not names & OWN_SOCKETS)


def _host(plugin: NotifyBase) -> tuple[str, bool]:
    """Return the server that a URL names, if it names one, and whether that is surely a server.

    Some services read the same place as a server or as something else, such as ntfy's topics.
    """
    if _is_mail(plugin):
        return str(cast("Any", plugin).smtp_host), True
    templates: Sequence[str] = plugin.templates
    naming = ["{host}" in template for template in templates]
    host = (plugin.host or "").strip("[]")
    return host if any(naming) else "", all(naming)


def _server_of(plugin: Any) -> smtp.MailServer:
    security = {"ssl": smtp.Security.TLS, "starttls": smtp.Security.STARTTLS}
    name, address = plugin.from_addr
    return smtp.MailServer(
        host=plugin.smtp_host,
        port=plugin.port,
        sender=f"{name} <{address}>" if name else address,
        security=security.get(plugin.secure_mode, smtp.Security.OFFERED),
        user=plugin.user if plugin.password else None,
        password=plugin.password,
    )


def _not_found() -> Invalid:
    return _invalid(
        "The server of a notification channel is not found",
        "channel_not_found",
        "Check the name of the server, or try again.",
    )


def _invalid(message: str, code: str, next_step: str) -> Invalid:
    return Invalid(message, field="notification_channels", code=code, next_step=next_step)
