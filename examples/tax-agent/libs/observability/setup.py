"""Request metrics, /metrics and /healthz for a FastAPI application."""

import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

from libs.observability import logs
from libs.settings import ServiceSettings

REQUESTS = Counter("http_requests_total", "Requests by route and status", ["service", "method", "route", "status"])
LATENCY = Histogram("http_request_seconds", "Time to answer", ["service", "route"])

Check = Callable[[], Awaitable[bool]]


def instrument(app: FastAPI, service: str, *, checks: dict[str, Check] | None = None) -> None:
    """Adds the middleware and the two routes. `checks` are awaited by /healthz; a false one makes it 503."""
    common = ServiceSettings()
    logs.configure(service, common.log_level, common.log_format)

    @app.middleware("http")
    async def measure(request: Request, call_next):
        started = time.perf_counter()
        response = await call_next(request)
        route = getattr(request.scope.get("route"), "path", "unmatched")
        REQUESTS.labels(service, request.method, route, response.status_code).inc()
        LATENCY.labels(service, route).observe(time.perf_counter() - started)
        return response

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    @app.get("/healthz", include_in_schema=False)
    async def healthz(response: Response) -> dict:
        results = {}
        for name, check in (checks or {}).items():
            try:
                results[name] = bool(await check())
            except Exception as error:  # a health check never raises
                logs.get_logger(__name__).warning("health check failed", check=name, error=str(error))
                results[name] = False
        healthy = all(results.values())
        response.status_code = 200 if healthy else 503
        return {"status": "ok" if healthy else "degraded", "service": service, "checks": results}
