"""svc-normalize-map: tables in, entries of the return out."""

from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial
from pathlib import PurePosixPath

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

from libs.events.bus import Bus
from libs.events.schemas import DocumentStored, EntriesMapped
from libs.observability import instrument
from libs.observability.logs import get_logger
from libs.storage.objects import ObjectStore

from . import tables, words
from .config import Settings
from .mapping import Mapped, Mapper

log = get_logger(__name__)
settings = Settings()
mapper = Mapper(
    partial(words.content_words, tokenizer=words.load_tokenizer(settings.tokenizer)), settings.match_threshold
)


class Correction(BaseModel):
    description: str
    form: str
    box: str


def map_table(content: bytes, suffix: str) -> list[Mapped]:
    frame = tables.normalise(tables.read(content, suffix), settings.locale)
    return mapper.map_rows(frame.to_dict("records"))


async def stored(event: DocumentStored, objects, bus) -> None:
    suffix = PurePosixPath(event.key).suffix
    if suffix not in {".csv", *tables.ENGINES}:
        return
    try:
        entries = map_table(await objects.get(event.key), suffix)
    except tables.UnknownTable as error:
        log.info("not a bank table", document=event.document_id, error=str(error))
        return
    rows = [asdict(entry) for entry in entries]
    await bus.publish(EntriesMapped(tenant=event.tenant, document_id=event.document_id, entries=rows))


@asynccontextmanager
async def lifespan(app: FastAPI):
    bus, objects = Bus(), ObjectStore("documents")
    await bus.connect()
    await bus.consume("documents.stored", "normalize", DocumentStored, partial(stored, objects=objects, bus=bus))
    yield
    await bus.close()


app = FastAPI(title="Normalize and map", lifespan=lifespan)
instrument(app, settings.service_name)


@app.post("/v1/map/{filename}")
async def map_upload(filename: str, request: Request) -> dict:
    try:
        entries = map_table(await request.body(), PurePosixPath(filename).suffix.lower())
    except tables.UnknownTable as error:
        raise HTTPException(422, str(error)) from error
    return {
        "entries": [asdict(entry) for entry in entries],
        "totals": mapper.totals(entries),
        "unmapped": sum(1 for entry in entries if entry.form is None),
    }


@app.post("/v1/corrections", status_code=204)
async def correct(body: Correction) -> None:
    mapper.learn(body.description, body.form, body.box)
