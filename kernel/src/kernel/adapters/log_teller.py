"""The channel that reaches nobody: it writes in the log that there was something to tell."""

import logging
from collections.abc import Mapping
from typing import Any

from kernel.application.telling import API_VERSION, Notice, TellerPorts
from kernel.domain.errors import Invalid

log = logging.getLogger(__name__)


class LogTellerMisconfigured(Invalid):
    code = "log_teller_misconfigured"


class LogTeller:
    """Ids and kinds alone: what somebody bought, and for how much, is nobody's business."""

    api_version = API_VERSION

    def tell(self, notice: Notice) -> None:
        told = {"notice": notice.notice_id, "kind": notice.kind, "to": notice.to.key}
        log.info("notice.told", extra=told)


def build(config: Mapping[str, Any], ports: TellerPorts) -> LogTeller:
    """
    Return the channel.

    :raises LogTellerMisconfigured: it has no settings
    """
    del ports
    if config:
        raise LogTellerMisconfigured("the log has no settings")
    return LogTeller()
