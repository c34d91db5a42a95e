"""One route of the API, as data: the views and the published document are made from it."""

from collections.abc import Callable, Set as AbstractSet
from dataclasses import dataclass

from marshmallow import Schema

from gateway.application.account_ports import Json
from gateway.application.questions import nothing
from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import Grant, Role

BODY_MAX = 1024 * 1024
FILE_MAX = 5 * 1024 * 1024
JSON = "application/json"
CSV = "text/csv"
NDJSON = "application/x-ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    One operation.

    :param operation: its name in the table of permissions, in the service and in the document
    :param service: who answers; None: the gateway itself
    :param summary: what it does, in Indonesian
    :param description: the same in English, with what must be known
    :param location: where what was made can be found, filled in from the answer
    :param keyed: whether an Idempotency-Key is required
    :param slow_s: what may take so many seconds; as a command it travels by itself
    :param cached: whether strangers may share an answer for a moment
    :param by_role: parameters that depend on the role that is used
    :param preferred: the role in which there is most to see
    :param unsent: parameters that only the gateway needs
    :param answer: the shape of the JSON answer; None: there is none
    :param takes: types of a body that is a file
    :param streams: types in which the answer can also be had, page by page
    """

    operation: str
    method: str
    path: str
    tag: str
    service: str | None
    summary: str
    description: str
    answer: type[Schema] | None
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    status: int = 200
    location: str | None = None
    keyed: bool = False
    slow_s: float | None = None
    cached: bool = False
    by_role: Callable[[Grant], Json] = nothing
    preferred: Role | None = None
    unsent: tuple[str, ...] = ()
    body_max: int = BODY_MAX
    media_types: tuple[str, ...] = (JSON,)
    takes: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()

    @property
    def roles(self) -> AbstractSet[Role] | None:
        """Who may; None: everybody, known or not."""
        return PERMISSIONS[self.operation]
