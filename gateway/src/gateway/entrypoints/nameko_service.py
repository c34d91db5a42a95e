"""The gateway as a nameko service: a web server, and RPC to the others."""

from typing import Any

from flask import Flask

from gateway.bootstrap import Parts, build, hasher, services_over
from gateway.entrypoints.green import GreenGate, ThreadedHasher, patience
from gateway.entrypoints.web import make_flask
from gateway.settings import Settings
from kernel.entrypoints.nameko_client import ContainerRpc
from kernel.entrypoints.nameko_web import Wsgi


def service_class(settings: Settings) -> type:
    """Return the nameko service class that serves HTTP; the process must be green."""

    class Gateway:
        name = "gateway"

        @Wsgi.decorator
        def wsgi(self) -> None:
            """Stands for the web server; it never runs."""

        @classmethod
        def make_wsgi_app(cls, container: Any) -> Flask:
            parts = Parts(
                hasher=ThreadedHasher(hasher(settings)), make_gate=GreenGate, patience=patience
            )
            services = services_over(ContainerRpc(container), make_gate=GreenGate)
            app = build(settings, services=services, parts=parts)
            return make_flask(app, stopping=container.stopping)

    return Gateway
