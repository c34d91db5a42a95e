"""A RabbitMQ node of one's own, from the machine's package, for the tests and `make run`."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Self
from urllib.parse import quote

import amqp

from kernel.adapters.private_server import PrivateServer, ServerDidNotStart, end, free_ports

# Debian's wrapper in /usr/sbin switches the user and outlives a TERM; these do neither.
SCRIPTS = (Path("/usr/lib/rabbitmq/bin"), Path("/opt/rabbitmq/sbin"), Path("/usr/local/sbin"))
CONFIGURATION = """\
loopback_users.guest = true
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 32000000
"""


class PrivateRabbitmq(PrivateServer):
    """One node on a free port of this machine, with the port mapper (epmd) of its own."""

    name = "rabbitmq"
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self._scripts = find_scripts()
        super().__init__()
        self.port = free_ports(3)
        (self.folder / "enabled_plugins").write_text("[].\n")
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION)
        self._port_mapper = self._start_port_mapper()

    @property
    def url(self) -> str:
        """The URL of the default virtual host, for kombu, py-amqp and pika."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def start(self) -> Self:
        # The script replaces itself with the node, so that the pid is the node's own.
        environment = {**self._environment(), "RUNNING_UNDER_SYSTEMD": "1"}
        script = str(self._scripts / "rabbitmq-server")
        self._process = self._spawn([script], environment=environment)
        self._wait_until(self._answers)
        return self

    def close(self) -> None:
        self.stop()
        if self._port_mapper is not None:
            end(self._port_mapper, signal.SIGTERM)
        super().close()

    def add_vhost(self, name: str) -> str:
        """Add an empty virtual host and return its URL. Costs about a second."""
        self.ctl("add_vhost", name)
        self.ctl("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{quote(name, safe='')}"

    def ctl(self, *arguments: str) -> str:
        """Run rabbitmqctl. It starts an Erlang of its own: never poll with it."""
        done = subprocess.run(
            [str(self._scripts / "rabbitmqctl"), "--quiet", *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("RABBITMQ_")},
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"malpro{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.port + 1),
            "ERL_EPMD_PORT": str(self.port + 2),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            # Erlang would burn both cores of a small machine with waiting.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def _answers(self) -> bool:
        try:
            with amqp.Connection(f"127.0.0.1:{self.port}", connect_timeout=2) as connection:
                connection.channel()
        except (OSError, amqp.AMQPError):
            return False
        return True

    def _start_port_mapper(self) -> subprocess.Popen[bytes] | None:
        """Erlang would start one by itself, as a daemon that nobody stops."""
        epmd = shutil.which("epmd")
        command = [epmd or "epmd", "-port", str(self.port + 2), "-address", "127.0.0.1"]
        return self._spawn(command, environment=os.environ) if epmd else None


def find_scripts() -> Path:
    """Find the folder of RabbitMQ's own scripts.

    :raises ServerDidNotStart: when RabbitMQ is not installed.
    """
    for folder in SCRIPTS:
        if (folder / "rabbitmq-server").exists():
            return folder
    raise ServerDidNotStart("no RabbitMQ on this machine: apt-get install rabbitmq-server")
