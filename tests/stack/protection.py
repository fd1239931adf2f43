"""What a server shows itself by and whom it lets in, made anew for each run."""

import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.proxies import proxied

VALID = timedelta(days=1)
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """The one person that a server lets in, and what it shows to whoever asks.

    Attributes:
        user: Who that is.
        password: Theirs.
        authority: A file of the certificate that clients trust.
        identity: A file of the server's key and certificate, signed by that authority.
    """

    user: str
    password: str
    authority: Path
    identity: Path

    @property
    def serving(self) -> ssl.SSLContext:
        """With what a server of Python's speaks TLS."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.identity)
        return context


def protection(home: Path) -> Protection:
    """Make a password, an authority, and what it signs for a server on loopback."""
    authority, identity = home / "authority.pem", home / "identity.pem"
    signing, serving = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = _name("An authority of tests")
    authority.write_bytes(
        _certificate(issuer, issuer, serving=signing, signing=signing, is_authority=True)
    )
    certificate = _certificate(_name(HOST), issuer, serving=serving, signing=signing)
    identity.write_bytes(_written(serving) + certificate)
    password = secrets.token_urlsafe(24)
    return Protection(user="todo", password=password, authority=authority, identity=identity)


@contextmanager
def tls(port: int, shown: Protection) -> Iterator[int]:
    """Speak TLS for a server that cannot, and return on which port."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(proxied(context=shown.serving)) as front,
    ):
        front.lead_to(f"tcp://{HOST}:{port}")
        yield front.port


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    *,
    serving: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    is_authority: bool = False,
) -> bytes:
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))])
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer)
        .public_key(serving.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - VALID)
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(address, critical=False)
    )
    return builder.sign(signing, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _written(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
