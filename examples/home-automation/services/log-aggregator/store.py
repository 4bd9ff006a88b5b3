from __future__ import annotations

import json
from collections import deque
from datetime import datetime
from pathlib import Path

import aiofiles

from redact import redact

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def level_of(text: str) -> str:
    """From a JSON line or the first word that is a level; INFO otherwise."""
    if text.startswith("{"):
        try:
            return str(json.loads(text).get("level", "INFO")).upper()
        except ValueError:
            pass
    return next((word for word in text.replace(":", " ").split()[:6] if word in LEVELS), "INFO")


class LogStore:
    def __init__(self, keep: int = 5000) -> None:
        self.lines: deque[dict] = deque(maxlen=keep)
        self.pending: list[dict] = []

    def add(self, container: str, at: datetime, text: str) -> None:
        clean = redact(text)
        line = {"container": container, "at": at.isoformat(), "level": level_of(clean), "text": clean}
        self.lines.append(line)
        self.pending.append(line)

    def search(self, container: str | None = None, level: str | None = None, text: str = "", limit: int = 200) -> list[dict]:
        least = LEVELS.index(level) if level else 0
        found = []
        for line in reversed(self.lines):
            if container and line["container"] != container:
                continue
            rank = LEVELS.index(line["level"]) if line["level"] in LEVELS else 1
            if rank >= least and text.lower() in line["text"].lower():
                found.append(line)
                if len(found) == limit:
                    break
        return found

    async def flush(self, folder: Path) -> int:
        """Appends what is new to one file per day."""
        batch, self.pending = self.pending, []
        by_day: dict[str, list[str]] = {}
        for line in batch:
            by_day.setdefault(line["at"][:10], []).append(json.dumps(line, ensure_ascii=False))
        for day, rows in by_day.items():
            async with aiofiles.open(folder / f"{day}.jsonl", "a", encoding="utf-8") as file:
                await file.write("\n".join(rows) + "\n")
        return len(batch)
