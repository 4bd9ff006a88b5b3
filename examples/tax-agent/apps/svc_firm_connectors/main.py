"""svc-firm-connectors: firms, their staff and their bookkeeping systems."""

import asyncio
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, EmailStr, Field
from sqlalchemy import select

from libs.database.engine import Database
from libs.observability import instrument
from libs.security import secrets
from libs.security.network import client_address, is_allowed, parse_networks
from libs.security.passwords import check_password, hash_password
from libs.security.tokens import issue
from libs.settings import ServiceSettings

from . import schedule
from .directory import Directory, DirectoryDown
from .models import Connection, Firm
from .systems import SYSTEMS


class Settings(ServiceSettings):
    secrets_backend: str = "vault"
    signing_key_secret: str = "connectors/signing-key"
    # operations only, firms come through the portal
    admin_networks: str = "10.0.0.0/8"


class NewFirm(BaseModel):
    slug: str = Field(pattern=r"^[a-z0-9-]{2,40}$")
    contact: EmailStr
    password: str = Field(min_length=12)
    directory_url: str | None = None
    directory_base: str | None = None


class NewConnection(BaseModel):
    system: str
    tenant_ref: str


settings = Settings()


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.database = Database()
    await app.state.database.create_tables()
    app.state.signing_key = secrets.store(settings.secrets_backend).get(settings.signing_key_secret)
    app.state.scheduler = schedule.build(schedule.JobSettings())
    app.state.scheduler.start()
    yield
    app.state.scheduler.shutdown(wait=False)
    await app.state.database.close()


app = FastAPI(title="Firm connectors", lifespan=lifespan)
instrument(app, "svc-firm-connectors")


def admin_only(request: Request) -> None:
    address = client_address(request.client.host if request.client else "", request.headers.get("x-forwarded-for"))
    if not is_allowed(address, parse_networks(settings.admin_networks.split(","))):
        raise HTTPException(403, "not from this network")


async def find_firm(slug: str) -> Firm:
    async with app.state.database.session() as session:
        firm = await session.scalar(select(Firm).where(Firm.slug == slug))
    if firm is None:
        raise HTTPException(404, "no such firm")
    return firm


@app.post("/v1/firms", status_code=201, dependencies=[Depends(admin_only)])
async def create_firm(body: NewFirm) -> dict:
    hashed = await asyncio.to_thread(hash_password, body.password)
    async with app.state.database.session() as session:
        if await session.scalar(select(Firm.id).where(Firm.slug == body.slug)):
            raise HTTPException(409, "this firm exists")
        firm = Firm(
            slug=body.slug,
            contact=str(body.contact),
            password=hashed,
            directory_url=body.directory_url,
            directory_base=body.directory_base,
        )
        session.add(firm)
        await session.commit()
    return {"id": firm.id, "slug": firm.slug}


@app.post("/v1/firms/{slug}/token")
async def token(slug: str, form: OAuth2PasswordRequestForm = Depends()) -> dict:
    """The firm's own password, or the account of one of its staff in its directory."""
    firm = await find_firm(slug)
    if form.username == firm.contact:
        fits, better = await asyncio.to_thread(check_password, form.password, firm.password)
        staff = {"mail": firm.contact, "groups": ["owner"]} if fits else None
        if better:
            async with app.state.database.session() as session:
                (await session.get(Firm, firm.id)).password = better
                await session.commit()
    elif firm.directory_url:
        try:
            staff = await asyncio.to_thread(
                Directory(firm.directory_url, firm.directory_base or "").login, form.username, form.password
            )
        except DirectoryDown as error:
            raise HTTPException(503, "the firm's directory does not answer") from error
    else:
        staff = None
    if staff is None:
        raise HTTPException(401, "wrong account or password")
    signed = issue(
        staff["mail"],
        app.state.signing_key,
        issuer="firm-connectors",
        audience="rag",
        minutes=60,
        tenant=firm.slug,
        groups=staff["groups"],
    )
    return {"access_token": signed, "token_type": "bearer"}


@app.put("/v1/firms/{slug}/connections", dependencies=[Depends(admin_only)])
async def connect(slug: str, body: NewConnection) -> dict:
    if body.system not in SYSTEMS:
        raise HTTPException(422, f"systems are {', '.join(SYSTEMS)}")
    firm = await find_firm(slug)
    async with app.state.database.session() as session:
        row = await session.scalar(
            select(Connection).where(Connection.firm_id == firm.id, Connection.system == body.system)
        )
        if row is None:
            row = Connection(firm_id=firm.id, system=body.system, tenant_ref=body.tenant_ref)
            session.add(row)
        row.tenant_ref = body.tenant_ref
        await session.commit()
    schedule.plan_sync(app.state.scheduler, row.id, schedule.JobSettings().sync_hour)
    return {"id": row.id, "system": row.system}
