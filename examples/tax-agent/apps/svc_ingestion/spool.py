"""Uploads go to disk first, so that a slow sender does not hold them in memory."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiofiles


class TooLarge(Exception):
    pass


class Spool:
    def __init__(self, limit: int, folder: str | None = None):
        self.limit = limit
        self.folder = Path(folder or tempfile.mkdtemp(prefix="ingest-"))

    async def write(self, name: str, chunks: AsyncIterator[bytes]) -> Path:
        path = self.folder / name
        size = 0
        async with aiofiles.open(path, "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.limit:
                    break
                await file.write(chunk)
        if size > self.limit:
            path.unlink()
            raise TooLarge(f"more than {self.limit // 1024} KiB")
        return path

    async def read(self, path: Path) -> bytes:
        async with aiofiles.open(path, "rb") as file:
            return await file.read()

    def drop(self, path: Path) -> None:
        path.unlink(missing_ok=True)
