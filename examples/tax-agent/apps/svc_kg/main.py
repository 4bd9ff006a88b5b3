import asyncio
import os
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Response

from libs.events.bus import Bus
from libs.events.schemas import FieldsExtracted
from libs.graph.client import Graph
from libs.observability import instrument
from libs.text.tax_year import TaxYear

from .projection import project
from .triples import Triples
from .validate import violations

FORMATS = {"turtle": "text/turtle", "json-ld": "application/ld+json", "nt": "application/n-triples"}
triples = Triples(os.environ.get("TRIPLE_STORE", "Oxigraph"), os.environ.get("TRIPLE_PATH"))


async def extracted(event: FieldsExtracted) -> None:
    fields = event.fields
    if "nino" not in fields or "pay" not in fields:
        return
    year = fields.get("tax_year") or str(TaxYear.of(event.occurred_at.date()))
    await asyncio.to_thread(
        triples.add_item, event.tenant, fields["nino"], event.kind, fields["pay"], year, event.document_id
    )


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.neo4j, bus = Graph(), Bus()
    await bus.connect()
    await bus.consume("fields.extracted", "kg", FieldsExtracted, extracted)
    yield
    await bus.close()
    await app.state.neo4j.close()


app = FastAPI(title="Knowledge graph", lifespan=lifespan)
instrument(app, "svc-kg")


@app.get("/v1/tenants/{tenant}/taxpayers/{nino}/totals")
def totals(tenant: str, nino: str) -> list[dict]:
    return triples.totals(tenant, nino)


@app.get("/v1/tenants/{tenant}/violations")
def invalid(tenant: str) -> list[dict]:
    return [vars(item) for item in violations(triples.graph(tenant))]


@app.get("/v1/tenants/{tenant}/graph")
def export(tenant: str, form: str = "turtle") -> Response:
    if form not in FORMATS:
        raise HTTPException(422, f"forms are {', '.join(FORMATS)}")
    return Response(triples.export(tenant, form), media_type=FORMATS[form])


@app.post("/v1/tenants/{tenant}/projection")
async def run_projection(tenant: str) -> dict:
    return await project(triples, app.state.neo4j, tenant)
