"""Which tokens are taken for which process, and what they may say."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from evolution_todo.adapters.auth import ISSUER, Audience, NotOurs, Signer
from models import utc_now
from tests.conftest import BERLIN

KEY = "a key of the tests, long enough to sign with"
OTHER_KEY = "another key of the tests, as long as that one"


@pytest.fixture
def signer() -> Signer:
    return Signer(KEY)


def claims(**changed: Any) -> dict[str, Any]:
    now = utc_now()
    whole = {
        "iss": ISSUER,
        "sub": "ada",
        "aud": [str(Audience.MCP)],
        "iat": now,
        "exp": now + timedelta(minutes=1),
        "jti": "t1",
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


def signed(key: str = KEY, algorithm: str = "HS256", **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm=algorithm)


def unsigned() -> str:
    return jwt.encode(claims(), "", algorithm="none")


def signed_with_a_public_key() -> str:
    """A token of RS256 as an attacker turns it into HS256: the public key as the secret."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )
    return signed(base64.b64encode(public).decode())


def with_another_payload() -> str:
    """A good token whose subject was changed after it was signed."""
    header, _, signature = signed().split(".")
    later = (utc_now() + timedelta(minutes=1)).timestamp()
    forged = json.dumps(claims(sub="bob", iat=0, exp=later)).encode()
    return f"{header}.{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{signature}"


HOUR_AGO = utc_now() - timedelta(hours=1)

REFUSED = {
    "nothing": ".",
    "no JWT": "a.b.c",
    "unsigned": unsigned(),
    "another key": signed(OTHER_KEY),
    "another algorithm": signed(KEY * 2, "HS512"),
    "a public key": signed_with_a_public_key(),
    "another payload": with_another_payload(),
    "another issuer": signed(iss="https://accounts.example.org"),
    "another audience": signed(aud="someone-else"),
    "another process": signed(aud=[str(Audience.SYNC)]),
    "expired": signed(iat=HOUR_AGO, exp=HOUR_AGO + timedelta(minutes=1)),
    "not yet": signed(iat=utc_now() + timedelta(hours=1)),
    "no subject": signed(sub=None),
    "no expiry": signed(exp=None),
    "no audience": signed(aud=None),
    "no such zone": signed(act={"sub": "x"}, zoneinfo="Mars/Olympus"),
    "a zone that is a path": signed(zoneinfo="../../etc/passwd"),
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED.keys())
def test_token_that_is_not_ours_is_refused(signer: Signer, token: str) -> None:
    with pytest.raises(NotOurs):
        signer.read(token, Audience.MCP)


def test_agents_token_says_for_whom_through_what_and_in_which_zone(signer: Signer) -> None:
    bearer = signer.read(signer.for_agent("ada", client="web", zone=BERLIN), Audience.MCP)
    assert (bearer.user_id, bearer.client, bearer.zone) == ("ada", "web", BERLIN)
    assert bearer.is_agent


def test_agents_token_is_for_the_mcp_server_alone_and_for_a_minute(signer: Signer) -> None:
    token = signer.for_agent("ada", client="web", zone=BERLIN)
    for other in (Audience.API, Audience.SYNC):
        with pytest.raises(NotOurs):
            signer.read(token, other)
    bearer = signer.read(token, Audience.MCP)
    assert 0 < bearer.expires_at - utc_now().timestamp() <= 60


def test_persons_token_is_for_page_and_assistant_and_is_not_the_agents(signer: Signer) -> None:
    token = signer.for_person("ada", email="ada@example.org", lasting=timedelta(days=30))
    for audience in (Audience.API, Audience.MCP):
        bearer = signer.read(token, audience)
        assert (bearer.user_id, bearer.email, bearer.is_agent) == ("ada", "ada@example.org", False)
    with pytest.raises(NotOurs):
        signer.read(token, Audience.SYNC)


def test_somebody_else_who_acts_for_a_person_is_not_the_agent(signer: Signer) -> None:
    assert not signer.read(signed(act={"sub": "someone-else"}), Audience.MCP).is_agent


def test_every_token_has_a_name_of_its_own(signer: Signer) -> None:
    tokens = [signer.for_process("ada", Audience.SYNC) for _ in range(2)]
    assert len({signer.read(each, Audience.SYNC).token_id for each in tokens}) == 2
