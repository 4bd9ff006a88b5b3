from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

from libs.graph.client import Graph
from libs.observability import instrument

from . import report
from .facts import Clients
from .policy import Policy

policy = Policy.load()


class Facts(BaseModel):
    facts: dict[str, float | int | bool]


@asynccontextmanager
async def lifespan(app: FastAPI):
    graph = Graph()
    app.state.clients = Clients(graph)
    yield
    await graph.close()


# scores of empty years are NaN, which orjson writes as null
app = FastAPI(title="Coverage", lifespan=lifespan, default_response_class=ORJSONResponse)
instrument(app, "svc-coverage")


@app.post("/v1/check")
async def check(body: Facts) -> dict:
    gaps = policy.gaps(body.facts)
    return {
        "policy": policy.version,
        "score": policy.score(body.facts),
        "missing": [{"id": gap.item.id, "ask": gap.item.ask} for gap in gaps if gap.applies and not gap.met],
    }


@app.get("/v1/firms/{firm}/coverage")
async def coverage(firm: str, fresh: bool = False) -> list[dict]:
    if fresh:
        app.state.clients.forget(firm)
    clients = await app.state.clients.of(firm)
    if not clients:
        raise HTTPException(404, "no clients of this firm")
    return report.table(policy, clients).to_dict("records")


@app.get("/v1/firms/{firm}/weekly.md")
async def weekly(firm: str) -> Response:
    frame = report.table(policy, await app.state.clients.of(firm))
    return Response(report.weekly(frame), media_type="text/markdown")
