"""ASGI middleware that carries X-Correlation-ID from request to log line and response."""
import uuid

from shared.observability.logs import correlation_id

HEADER = b"x-correlation-id"


class CorrelationMiddleware:
    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER)
        value = given.decode("latin-1")[:64] if given else uuid.uuid4().hex
        token = correlation_id.set(value)

        async def send_with_id(message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", []).append((HEADER, value.encode("latin-1")))
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            correlation_id.reset(token)
