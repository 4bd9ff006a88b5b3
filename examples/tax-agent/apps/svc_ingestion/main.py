"""svc-ingestion: takes documents in over HTTP."""

import asyncio
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import Depends, FastAPI, Form, HTTPException, Request, UploadFile

from libs.events.bus import Bus
from libs.observability import instrument
from libs.observability.logs import get_logger
from libs.security.network import client_address, is_allowed, parse_networks
from libs.storage.archive import Archive
from libs.storage.objects import ObjectStore

from .inspection import Refused
from .intake import Intake
from .settings import Settings
from .spool import Spool, TooLarge

log = get_logger(__name__)
settings = Settings()
networks = parse_networks(settings.allowed_networks.split(","))


@asynccontextmanager
async def lifespan(app: FastAPI):
    bus, objects = Bus(), ObjectStore(settings.bucket)
    await bus.connect()
    try:
        await asyncio.wait_for(objects.ensure_bucket(), timeout=5)
    except Exception as error:  # made by the first deployment, so usually there
        log.warning("bucket not checked", bucket=settings.bucket, error=str(error))
    app.state.bus = bus
    app.state.spool = Spool(settings.max_bytes)
    app.state.intake = Intake(objects, Archive(settings.archive_url), bus, settings.accepted)
    yield
    await bus.close()


app = FastAPI(title="Ingestion", lifespan=lifespan)
instrument(app, settings.service_name)


async def internal_only(request: Request) -> str:
    peer = request.client.host if request.client else ""
    address = client_address(peer, request.headers.get("x-forwarded-for"))
    if not is_allowed(address, networks):
        raise HTTPException(403, "not from this network")
    return address


async def chunks(upload: UploadFile, size: int = 1 << 20):
    while chunk := await upload.read(size):
        yield chunk


@app.post("/v1/tenants/{tenant}/documents", status_code=201)
async def upload(
    tenant: str, request: Request, file: UploadFile, source: str = Form("portal"), address: str = Depends(internal_only)
) -> dict:
    spool, intake = request.app.state.spool, request.app.state.intake
    try:
        path = await spool.write(uuid4().hex, chunks(file))
    except TooLarge as error:
        raise HTTPException(413, str(error)) from error
    try:
        content = await spool.read(path)
        return await intake.take(tenant, content, filename=file.filename or "unnamed", source=source)
    except Refused as error:
        raise HTTPException(422, str(error)) from error
    finally:
        spool.drop(path)


@app.get("/v1/accepted")
async def accepted() -> dict:
    return {"media_types": sorted(settings.accepted), "max_bytes": settings.max_bytes}
