"""Examples of documents that were uploaded."""

from collections.abc import Mapping
from typing import Any

_FILE = "7b1f0c62-5d3e-4a88-9c41-2e6f8d0a3b57"

REQUESTS: Mapping[str, dict[str, Any]] = {}
ANSWERS: Mapping[str, dict[str, Any]] = {
    "upload_file": {
        "file_id": _FILE,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "bytes": 48_213,
        "media_type": "application/pdf",
    }
}
