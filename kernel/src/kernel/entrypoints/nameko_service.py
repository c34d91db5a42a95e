"""The RPC door of a service: five calls, the same for every service."""

from collections.abc import Mapping, Sequence
from typing import Any

from kernel.adapters.service import ServiceApp
from kernel.entrypoints.nameko_rpc import rpc


def service_class(app: ServiceApp) -> type:
    """Return the nameko service class that answers for this app."""

    class Service:
        name = app.definition.name

        @rpc
        def execute(self, commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
            return app.execute(commands)

        @rpc
        def ask(
            self, question: str, params: Mapping[str, Any], context: Mapping[str, Any]
        ) -> dict[str, Any]:
            return app.ask(question, params, context)

        @rpc
        def ask_all(self, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
            return app.ask_all(questions)

        @rpc
        def events(self, after: int, limit: int) -> list[dict[str, Any]]:
            return app.events(after, limit)

        @rpc
        def head(self) -> int:
            return app.head()

    return Service
