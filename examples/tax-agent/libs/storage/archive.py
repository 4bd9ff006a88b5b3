"""Originals are kept for six years after the tax year, wherever ARCHIVE_URL points: a folder or a bucket."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from smart_open import open as open_url

KEEP_YEARS = 6


class Archive:
    def __init__(self, url: str):
        self.url = url.rstrip("/")

    def location(self, tenant: str, document_id: str) -> str:
        return f"{self.url}/{tenant}/{document_id}"

    def write(self, tenant: str, document_id: str, content: bytes, facts: dict) -> str:
        """Blocking; returns where it went."""
        place = self.location(tenant, document_id)
        parts = urlsplit(place)
        if parts.scheme in ("", "file"):
            Path(parts.path).parent.mkdir(parents=True, exist_ok=True)
        with open_url(f"{place}.bin", "wb", compression="disable") as file:
            file.write(gzip.compress(content, mtime=0))
        record = {
            **facts,
            "archived_at": datetime.now(UTC).isoformat(),
            "bytes": len(content),
            "keep_years": KEEP_YEARS,
        }
        with open_url(f"{place}.json", "w", encoding="utf-8") as file:
            json.dump(record, file, sort_keys=True)
        return place

    def read(self, tenant: str, document_id: str) -> bytes:
        with open_url(f"{self.location(tenant, document_id)}.bin", "rb", compression="disable") as file:
            return gzip.decompress(file.read())
