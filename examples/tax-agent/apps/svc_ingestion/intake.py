"""Stores an upload once, archives the original, tells the others."""

import asyncio
from dataclasses import asdict
from uuid import UUID, uuid5

from libs.events.schemas import DocumentStored
from libs.observability.logs import get_logger

from .inspection import Facts, inspect

log = get_logger(__name__)
DOCUMENTS = UUID("8a4d2d0e-6f0b-4f0a-9b0c-3f8c9f1f4b11")


class Intake:
    def __init__(self, objects, archive, bus, accepted: dict[str, str]):
        self.objects = objects
        self.archive = archive
        self.bus = bus
        self.accepted = accepted

    async def take(self, tenant: str, content: bytes, *, filename: str, source: str) -> dict:
        facts = await asyncio.to_thread(inspect, content, self.accepted)
        key = self.objects.key_for(tenant, content, facts.suffix)
        document_id = uuid5(DOCUMENTS, key).hex
        if await self.objects.exists(key):
            log.info("known document", tenant=tenant, document=document_id)
            return self._answer(document_id, key, facts, duplicate=True)
        await self.objects.put(key, content, facts.media_type)
        await asyncio.to_thread(
            self.archive.write, tenant, document_id, content, {**asdict(facts), "filename": filename, "source": source}
        )
        await self.bus.publish(
            DocumentStored(
                tenant=tenant,
                document_id=document_id,
                bucket=self.objects.bucket,
                key=key,
                media_type=facts.media_type,
                pages=facts.pages,
            )
        )
        return self._answer(document_id, key, facts, duplicate=False)

    @staticmethod
    def _answer(document_id: str, key: str, facts: Facts, *, duplicate: bool) -> dict:
        return {
            "document_id": document_id,
            "key": key,
            "media_type": facts.media_type,
            "pages": facts.pages,
            "duplicate": duplicate,
        }
