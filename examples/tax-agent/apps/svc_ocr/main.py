"""svc-ocr: words of scanned documents."""

from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request

from libs.events.bus import Bus
from libs.events.schemas import DocumentStored
from libs.observability import instrument
from libs.storage.objects import ObjectStore

from .settings import settings
from .worker import IMAGES, OcrWorker


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.bus = Bus()
    await app.state.bus.connect()
    worker = OcrWorker(ObjectStore("documents"), app.state.bus)
    await app.state.bus.consume("documents.stored", "ocr", DocumentStored, worker.handle)
    yield
    await app.state.bus.close()


app = FastAPI(title="OCR", lifespan=lifespan)


async def bus_connected() -> bool:
    return await app.state.bus.connected()


instrument(app, settings.service_name, checks={"bus": bus_connected})


@app.post("/v1/read")
async def read(request: Request) -> dict:
    """For the review UI: one image or PDF in the body, words out."""
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type not in IMAGES | {"application/pdf"}:
        raise HTTPException(415, f"cannot read {media_type or 'a body without type'}")
    pages = OcrWorker.read(await request.body(), media_type)
    return {
        "pages": [
            {"number": page.number, "text": page.text, "confidence": round(page.confidence, 3), "answers": page.answers}
            for page in pages
        ]
    }
