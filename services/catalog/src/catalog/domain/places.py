"""Places of business and delivery: kelurahan by their Kemendagri code, nothing finer."""

from collections.abc import Container, Iterable

from kernel.domain.errors import Invalid


class KelurahanUnknown(Invalid):
    code = "kelurahan_unknown"


def require_known(codes: Iterable[str], known: Container[str]) -> None:
    """
    Accept only kelurahan of the city.

    :raises KelurahanUnknown: one of the codes is not among them
    """
    for code in codes:
        if code not in known:
            raise KelurahanUnknown("no kelurahan of the city has this code", kelurahan_code=code)
