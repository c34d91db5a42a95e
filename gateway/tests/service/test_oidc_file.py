"""The file that names other issuers is checked before anything else is done."""

import json
from pathlib import Path

import pytest

from gateway.adapters.oidc_settings import OidcFileUnsuitable, is_safe, load_issuers


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://sso.example.go.id/realms/kota", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost", True),
        ("http://sso.example.go.id", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("https://user@sso.example", False),
        ("https://sso.example/#x", False),
        ("https://", False),
        ("http://[", False),
        ("file:///etc/passwd", False),
        ("sso.example", False),
    ],
)
def test_an_address_is_https_or_on_this_machine(url: str, safe: bool) -> None:  # noqa: FBT001
    assert is_safe(url) is safe


def test_issuers_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "oidc.json"
    path.write_text(json.dumps([{"issuer": "https://sso.example", "audience": "malpro"}]))

    [issuer] = load_issuers(path)

    assert (issuer.algorithms, issuer.subject_claim, issuer.jwks_uri) == (("RS256",), "sub", None)
    assert load_issuers(None) == ()


WHOLE = {"issuer": "https://sso.example", "audience": "malpro"}


@pytest.mark.parametrize(
    "content",
    [
        None,
        "no JSON",
        {},
        [{"issuer": "https://sso.example"}],
        [WHOLE | {"algorithms": ["HS256"]}],
        [WHOLE | {"algorithms": ["none"]}],
        [WHOLE | {"algorithms": []}],
        [WHOLE | {"audience": ""}],
        [WHOLE | {"client_secret": "x"}],
        [WHOLE | {"issuer": "http://sso.example"}],
        [WHOLE | {"jwks_uri": "http://sso.example/keys"}],
        [WHOLE, WHOLE],
    ],
    ids=str,
)
def test_a_file_that_is_not_as_it_must_be_is_refused_at_the_start(
    tmp_path: Path, content: object
) -> None:
    path = tmp_path / "oidc.json"
    if content is not None:
        path.write_text(content if isinstance(content, str) else json.dumps(content))

    with pytest.raises(OidcFileUnsuitable):
        load_issuers(path)
