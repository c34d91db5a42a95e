"""Which other issuers are trusted: a JSON file, checked before anything else is done."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from kernel.domain.errors import Invalid

Algorithm = Literal["RS256", "ES256", "EdDSA"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class OidcFileUnsuitable(Invalid):
    code = "oidc_file_unsuitable"


class Issuer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One issuer.

    :param audience: what its tokens for us must name
    :param jwks_uri: where its keys are; None: where its discovery document says
    :param subject_claim: what stays the same for a person, and is given to nobody else
    """

    issuer: Name
    audience: Name
    jwks_uri: Name | None = None
    algorithms: Annotated[Sequence[Algorithm], msgspec.Meta(min_length=1)] = ("RS256",)
    subject_claim: Name = "sub"


def load_issuers(path: Path | None) -> Sequence[Issuer]:
    """
    Return the issuers that the file names; none without a file.

    :raises OidcFileUnsuitable: it is not there, not a list of issuers, or names an unsafe address
    """
    if path is None:
        return ()
    try:
        issuers = msgspec.json.decode(path.read_bytes(), type=list[Issuer])
    except (OSError, msgspec.MsgspecError) as error:
        raise OidcFileUnsuitable(f"{path} cannot be read as a list of issuers: {error}") from None
    for one in issuers:
        for url in (one.issuer, one.jwks_uri or one.issuer):
            if not is_safe(url):
                raise OidcFileUnsuitable(f"{url} is not https, and not on this machine")
    if len({one.issuer for one in issuers}) < len(issuers):
        raise OidcFileUnsuitable(f"{path} names an issuer twice")
    return issuers


def is_safe(url: str) -> bool:
    """Return whether nobody in between can change what comes from there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
