"""Refusals that only a door knows: who are you, not you, not so fast, not such a thing."""

from kernel.domain.errors import Refusal


class Unauthenticated(Refusal):
    """Nobody known is asking (HTTP 401)."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """Somebody known is asking, and may not (HTTP 403)."""

    code = "forbidden"


class TooMany(Refusal):
    """Too often; the details say after how many seconds to come back (HTTP 429)."""

    code = "too_many"


class MediaTypeWrong(Refusal):
    """Not a kind of thing that is taken here (HTTP 415)."""

    code = "media_type_wrong"
