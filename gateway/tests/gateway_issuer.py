"""An OIDC issuer on this machine: discovery, keys that change, outages; a real HTTP server."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

_PATIENCE_S = 10
AUDIENCE = "malpro-tests"
_MAKERS: dict[str, Any] = {
    "RS256": (lambda: rsa.generate_private_key(65537, 2048), RSAAlgorithm),
    "ES256": (lambda: ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate, OKPAlgorithm),
}


class LocalIssuer:
    """Answers at `url`; a test changes what it answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.private: dict[str, tuple[str, Any]] = {}
        self.keys: list[dict[str, Any]] = []
        self.discovery: dict[str, Any] = {"issuer": url, "jwks_uri": f"{url}/keys"}
        self.asked: list[str] = []
        self.status = 200
        self.slow_s = 0.0
        self.body: bytes | None = None
        self.is_asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    def add_key(self, key_id: str, algorithm: str = "RS256", **changes: Any) -> None:
        make, kind = _MAKERS[algorithm]
        private = make()
        self.private[key_id] = (algorithm, private)
        jwk = kind.to_jwk(private.public_key(), as_dict=True)
        self.keys.append({**jwk, "kid": key_id, "use": "sig", "alg": algorithm, **changes})

    def token(self, key_id: str, *, headers: dict[str, Any] | None = None, **changes: Any) -> str:
        """Return a good token, but for what is changed; None leaves a claim out."""
        algorithm, private = self.private[key_id]
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "198501012010011001",
            "exp": int(time.time()) + 3600,
            "roles": [{"role": "operator", "institution_id": None}],
        } | changes
        written = {name: value for name, value in claims.items() if value is not None}
        named = {"kid": key_id, **(headers or {})}
        used = {name: value for name, value in named.items() if value is not None}
        return jwt.encode(written, private, algorithm=algorithm, headers=used)

    def answer(self, path: str) -> bytes:
        self.asked.append(path)
        self.is_asked.set()
        self.may_answer.wait(_PATIENCE_S)
        time.sleep(self.slow_s)
        if self.body is not None:
            return self.body
        return json.dumps({"keys": self.keys} if path == "/keys" else self.discovery).encode()


@contextmanager
def local_issuer() -> Iterator[LocalIssuer]:
    """Run an issuer on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = issuer.answer(self.path)
            self.send_response(issuer.status)
            if issuer.status in {301, 302}:
                self.send_header("Location", f"{issuer.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Tests look at answers."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = LocalIssuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
