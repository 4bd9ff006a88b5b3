"""svc-hmrc: the only service that talks to HMRC."""

from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from libs.events.bus import Bus
from libs.events.schemas import ReturnSubmitted
from libs.observability import instrument
from libs.security import secrets
from libs.security.network import client_address
from libs.text.tax_year import TaxYear

from . import fraud
from .config import HmrcSettings, settings
from .mtd import HmrcRefused, Mtd


class Period(BaseModel):
    tenant: str
    business: str = Field(pattern=r"^X[A-Z0-9]{14}$")
    start: date
    end: date
    income: Decimal = Field(ge=0)
    expenses: Decimal = Field(ge=0)


@asynccontextmanager
async def lifespan(app: FastAPI):
    chosen = settings()
    vault = secrets.store(chosen.secrets_backend)
    app.state.mtd = Mtd(chosen.hmrc_base_url, vault.get(chosen.client_id_secret), vault.get(chosen.client_key_secret))
    app.state.bus = Bus()
    await app.state.bus.connect()
    yield
    await app.state.mtd.close()
    await app.state.bus.close()


app = FastAPI(title="HMRC", lifespan=lifespan)
instrument(app, "svc-hmrc")


def prevention(request: Request, chosen: HmrcSettings = Depends(settings)) -> dict[str, str]:
    facts = {
        "client_ip": client_address(
            request.client.host if request.client else "", request.headers.get("x-forwarded-for")
        ),
        "user_agent": request.headers.get("x-client-user-agent"),
        "user_id": request.headers.get("x-user-id"),
        "device_id": request.cookies.get("device_id"),
    }
    try:
        return fraud.headers(
            facts, moment=datetime.now(UTC), vendor_version=chosen.vendor_version, contact=chosen.agent_contact
        )
    except fraud.MissingFact as error:
        raise HTTPException(400, str(error)) from error


@app.exception_handler(HmrcRefused)
async def refused(request: Request, error: HmrcRefused) -> JSONResponse:
    return JSONResponse({"code": error.code, "detail": str(error)}, status_code=409)


@app.get("/v1/clients/{nino}/obligations/{tax_year}")
async def obligations(nino: str, tax_year: str, extra: dict = Depends(prevention)) -> dict:
    try:
        year = TaxYear.parse(tax_year)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return {"deadline": year.online_deadline.isoformat(), "open": await app.state.mtd.obligations(nino, year, extra)}


@app.post("/v1/clients/{nino}/periods", status_code=202)
async def submit(nino: str, period: Period, extra: dict = Depends(prevention)) -> dict:
    receipt = await app.state.mtd.submit_period(
        nino, period.business, period.start, period.end, period.income, period.expenses, extra
    )
    year = str(TaxYear.of(period.start))
    await app.state.bus.publish(
        ReturnSubmitted(tenant=period.tenant, nino=nino, tax_year=year, receipt=receipt.get("periodId", ""))
    )
    return {"tax_year": year, "receipt": receipt}
