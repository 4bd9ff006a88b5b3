from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from libs.graph.client import Graph
from libs.observability import instrument
from libs.text.tax_year import TaxYear

from .answers import NotExplained, explain
from .derivation import Derivation
from .facts import figures
from .settings import ReasonSettings

settings = ReasonSettings()
derivation = Derivation()


class Question(BaseModel):
    nino: str
    tax_year: str
    question: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.graph = Graph()
    yield
    await app.state.graph.close()


app = FastAPI(title="Reason", lifespan=lifespan)
instrument(app, settings.service_name)


async def steps_for(nino: str, tax_year: str):
    try:
        year = str(TaxYear.parse(tax_year))
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    found = await figures(app.state.graph, nino, year)
    if not found:
        raise HTTPException(404, "nothing reviewed for this year")
    return derivation.run(found)


@app.get("/v1/computations/{nino}/{tax_year}")
async def computation(nino: str, tax_year: str) -> dict:
    steps = await steps_for(nino, tax_year)
    return {
        "steps": [
            {"figure": step.figure, "value": str(step.value), "law": step.law, "from": step.used} for step in steps
        ]
    }


@app.get("/v1/figures/{figure}/affects")
async def affects(figure: str) -> list[str]:
    """What a reviewer has to look at again after a correction."""
    return derivation.affected_by(figure)


@app.post("/v1/explanations")
async def explanation(body: Question) -> dict:
    steps = await steps_for(body.nino, body.tax_year)
    try:
        return await explain(
            body.question, steps, provider=settings.llm_provider, model=settings.llm_model, attempts=settings.attempts
        )
    except NotExplained as error:
        raise HTTPException(502, f"no usable answer: {error}") from error
