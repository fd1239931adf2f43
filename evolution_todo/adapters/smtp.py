"""E-mail by SMTP, under a Message-ID that stays the same when a message is sent again."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

PORTS = {"smtp": 587, "smtps": 465}
STEP_SECONDS = 10.0
"""How long each step of the conversation with a server may take."""


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"
    """From its first byte."""
    STARTTLS = "starttls"
    """Before anything but the greeting is said; a server that cannot is not used."""
    OFFERED = "offered"
    """If the server can; without a password there is nothing that this would give away."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that takes mail for anybody."""

    host: str
    port: int
    sender: str
    """The address from which mail comes, maybe with a name: `Todo <todo@example.org>`."""
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message."""

    to: Sequence[str]
    subject: str
    text: str
    id: str
    """What stands before the @ of its Message-ID: the same for the same message."""
    date: datetime


class MailRefused(Exception):
    """A server did not take a message.

    Attributes:
        message: why, for people, without secrets.
        final: whether it would refuse it again.
    """

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.final = final


def read_url(url: str) -> MailServer:
    """Read `smtp://user:password@host:port?from=todo@example.org&starttls=yes`, or `smtps://`.

    Without `from` the user's name is the sender. `starttls` is `yes` where there is a password
    unless it says `no`; without a password and without it, TLS is used if the server offers it.

    Raises:
        ValueError: it is no such URL.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    user = unquote(parts.username) if parts.username else None
    sender = options.pop("from", None) or user or ""
    starttls = options.pop("starttls", None)
    if parts.scheme not in PORTS or not parts.hostname or options:
        raise ValueError("not smtp://host or smtps://host with from and starttls")
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise ValueError("no sender: from must be an e-mail address")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        sender=sender,
        security=_security(parts.scheme, starttls, has_password=parts.password is not None),
        user=user,
        password=unquote(parts.password) if parts.password else None,
    )


def _security(scheme: str, starttls: str | None, *, has_password: bool) -> Security:
    if scheme == "smtps":
        return Security.TLS
    named = {"yes": Security.STARTTLS, "no": Security.NONE}
    if starttls is not None:
        if starttls not in named:
            raise ValueError("starttls is yes or no")
        return named[starttls]
    return Security.STARTTLS if has_password else Security.OFFERED


def deliver(server: MailServer, mail: Mail) -> None:
    """Hand a message to a server; blocks until it has answered.

    Raises:
        MailRefused: it did not take it, or could not be reached.
    """
    try:
        message = _message(server, mail)
    except ValueError as error:
        raise MailRefused("Its address or its text cannot stand in a mail", final=True) from error
    try:
        _hand_over(server, message, mail.to)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise MailRefused(
            f"The mail server does not take mail for this address ({codes[0]})",
            final=all(map(_is_final, codes)),
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefused("The mail server does not accept the user and password") from error
    except smtplib.SMTPResponseException as error:
        raise MailRefused(
            f"The mail server refused it ({error.smtp_code})", final=_is_final(error.smtp_code)
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused("The mail server cannot do what is asked: TLS or a login") from error
    except ssl.SSLError as error:
        raise MailRefused("The mail server could not prove who it is") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailRefused("The mail server could not be reached, or went away") from error


def _hand_over(server: MailServer, message: EmailMessage, to: Sequence[str]) -> None:
    connection = _connected(server)
    try:
        connection.send_message(message, to_addrs=list(to))
    except BaseException:
        connection.close()
        raise
    # It has the message: how the farewell goes changes nothing.
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def _message(server: MailServer, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = ", ".join(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = f"<{mail.id}@{parseaddr(server.sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security is Security.TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=STEP_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=STEP_SECONDS)
    try:
        _protect(connection, server.security, context)
        if server.user and server.password is not None:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _protect(connection: smtplib.SMTP, security: Security, context: ssl.SSLContext) -> None:
    connection.ehlo_or_helo_if_needed()
    if security is Security.STARTTLS:
        connection.starttls(context=context)
    elif security is Security.OFFERED and connection.has_extn("starttls"):
        # Against listeners alone: without it the same would be said in the open.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection.starttls(context=context)
