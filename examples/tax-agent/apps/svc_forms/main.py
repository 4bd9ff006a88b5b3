from contextlib import asynccontextmanager
from decimal import Decimal

from fastapi import APIRouter, FastAPI, Header, HTTPException, Request, Response
from pydantic import BaseModel, field_validator
from pypdf.errors import PdfReadError

from libs.database.engine import Database
from libs.observability import instrument
from libs.text.tax_year import TaxYear

from . import boxes, render
from .store import Returns

router = APIRouter(prefix="/v1/tenants/{tenant}/returns")


class NewReturn(BaseModel):
    form: str
    tax_year: str
    name: str
    amounts: dict[str, Decimal]

    @field_validator("form")
    @classmethod
    def known_form(cls, value: str) -> str:
        if value not in boxes.FORMS:
            raise ValueError(f"forms are {', '.join(boxes.FORMS)}")
        return value

    @field_validator("tax_year")
    @classmethod
    def real_year(cls, value: str) -> str:
        return str(TaxYear.parse(value))


@router.post("", status_code=201)
async def create(tenant: str, body: NewReturn, request: Request) -> dict:
    try:
        values = boxes.fill(body.form, body.amounts)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    row = await request.app.state.returns.add(
        tenant=tenant, form=body.form, tax_year=body.tax_year, name=body.name, boxes=values
    )
    return {
        "id": row.id,
        "boxes": values,
        "problems": boxes.problems(body.form, values),
        "declaration": render.declaration(body.name, values),
    }


@router.get("")
async def index(tenant: str, request: Request, tax_year: str | None = None) -> list[dict]:
    rows = await request.app.state.returns.list(tenant, tax_year)
    return [{"id": row.id, "form": row.form, "tax_year": row.tax_year, "name": row.name} for row in rows]


@router.get("/{return_id}.pdf")
async def pdf(
    tenant: str, return_id: str, request: Request, password: str | None = Header(None, alias="x-pdf-password")
) -> Response:
    row = await request.app.state.returns.get(tenant, return_id)
    if row is None:
        raise HTTPException(404, "no such return")
    content = render.draw(row.form, row.name, row.tax_year, row.boxes)
    if password:
        content = render.locked(content, password)
    return Response(content, media_type="application/pdf")


@router.post("/{return_id}.pdf")
async def pdf_on_letterhead(tenant: str, return_id: str, request: Request) -> Response:
    """The body is the firm's letterhead, a PDF too."""
    row = await request.app.state.returns.get(tenant, return_id)
    if row is None:
        raise HTTPException(404, "no such return")
    try:
        content = render.on_letterhead(render.draw(row.form, row.name, row.tax_year, row.boxes), await request.body())
    except PdfReadError as error:
        raise HTTPException(422, f"the letterhead is not a PDF: {error}") from error
    return Response(content, media_type="application/pdf")


@asynccontextmanager
async def lifespan(app: FastAPI):
    if not hasattr(app.state, "database"):
        app.state.database = Database()
    app.state.returns = Returns(app.state.database)
    yield
    await app.state.database.close()


def create_app() -> FastAPI:
    app = FastAPI(title="Forms", lifespan=lifespan)

    async def database_answers() -> bool:
        return await app.state.database.ping()

    instrument(app, "svc-forms", checks={"database": database_answers})
    app.include_router(router)
    return app


app = create_app()
