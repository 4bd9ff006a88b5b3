"""svc-extract: fields of tax documents.

Listens for stored documents with a text layer and for what svc-ocr has read, publishes fields.
PII stays in: downstream needs the NINO. (presidio was tried for masking the logs, we log ids only now.)
"""

from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from libs.events.bus import Bus
from libs.events.schemas import DocumentRead, DocumentStored, FieldsExtracted
from libs.observability import instrument
from libs.observability.logs import get_logger
from libs.storage.objects import ObjectStore

from .fields import extract, missing
from .kinds import KINDS, classify
from .pages import tables_of, text_of

log = get_logger(__name__)


class Extractor:
    def __init__(self, objects, bus):
        self.objects = objects
        self.bus = bus

    async def stored(self, event: DocumentStored) -> None:
        if event.media_type != "application/pdf":
            return
        text, empty = text_of(await self.objects.get(event.key))
        if empty:
            log.info("left to ocr", document=event.document_id, empty_pages=empty)
            return
        await self._publish(event.tenant, event.document_id, text)

    async def read(self, event: DocumentRead) -> None:
        text = (await self.objects.get(f"{event.key}.txt")).decode()
        await self._publish(event.tenant, event.document_id, text)

    async def _publish(self, tenant: str, document_id: str, text: str) -> None:
        kind, score = classify(text)
        if kind is None:
            log.info("unknown kind", document=document_id, score=round(score))
            return
        fields = extract(kind, text)
        lost = missing(kind, fields)
        if lost:
            fields["_missing"] = ",".join(lost)
        await self.bus.publish(FieldsExtracted(tenant=tenant, document_id=document_id, kind=kind.name, fields=fields))


class TextIn(BaseModel):
    text: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    bus = Bus()
    await bus.connect()
    app.state.objects = ObjectStore("documents")
    worker = Extractor(app.state.objects, bus)
    await bus.consume("documents.stored", "extract-stored", DocumentStored, worker.stored)
    await bus.consume("documents.read", "extract-read", DocumentRead, worker.read)
    yield
    await bus.close()


app = FastAPI(title="Extract", lifespan=lifespan)
instrument(app, "svc-extract")


@app.post("/v1/extract")
async def extract_text(body: TextIn) -> dict:
    kind, score = classify(body.text)
    if kind is None:
        raise HTTPException(422, f"no known kind of document, best score {score:.0f}")
    fields = extract(kind, body.text)
    return {
        "kind": kind.name,
        "title": kind.title,
        "score": round(score, 1),
        "fields": fields,
        "missing": missing(kind, fields),
    }


@app.get("/v1/documents/{key:path}/tables")
async def tables(key: str) -> dict:
    return {"tables": tables_of(await app.state.objects.get(key))}


@app.get("/v1/kinds")
async def kinds() -> list[dict]:
    return [{"name": kind.name, "title": kind.title, "fields": sorted(set(kind.labels.values()))} for kind in KINDS]
