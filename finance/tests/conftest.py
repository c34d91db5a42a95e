"""The finance command in this process, and the servers that it talks to."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest
from finance_command import Finance
from finance_examples import chain_of
from finance_servers import TOKEN, Gateway, Publisher, serving


@pytest.fixture
def finance(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Finance]:
    """The command, whose environment says nothing yet."""
    before: Mapping[signal.Signals, object] = {
        number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)
    }
    for name in ("AMQP_URL", "URL", "FINANCE_TOKEN", "FINANCE_TOKEN_FILE"):
        monkeypatch.delenv(f"MALPRO_{name}", raising=False)
    yield Finance(monkeypatch, capsys)
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway with forty events."""
    with serving(Gateway(lines=list(chain_of(40)))) as served:
        yield served


@pytest.fixture
def by_http(finance: Finance, gateway: Gateway) -> Finance:
    """The command, which knows the gateway."""
    finance.environment |= {"MALPRO_URL": gateway.url, "MALPRO_FINANCE_TOKEN": TOKEN}
    return finance


@pytest.fixture
def publisher(amqp_url: str, unique_name: str) -> Iterator[Publisher]:
    """An empty stream with a name of its own."""
    with closing(Publisher(amqp_url, unique_name)) as lent:
        yield lent
        lent.delete()


@pytest.fixture
def by_stream(finance: Finance, amqp_url: str, publisher: Publisher) -> Finance:
    """The command, which knows the broker; name its stream with `--stream`."""
    assert publisher.stream
    finance.environment |= {"MALPRO_AMQP_URL": amqp_url}
    return finance
