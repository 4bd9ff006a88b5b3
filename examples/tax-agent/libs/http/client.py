"""Outgoing HTTP: one client per upstream, retries on what is worth retrying, errors with the upstream's words."""

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter


class UpstreamError(Exception):
    def __init__(self, status: int, message: str, body: dict | None = None):
        super().__init__(f"{status}: {message}")
        self.status = status
        self.body = body or {}


def worth_retrying(error: BaseException) -> bool:
    if isinstance(error, UpstreamError):
        return error.status in (429, 502, 503, 504)
    return isinstance(error, httpx.ConnectError | httpx.ReadTimeout)


class ApiClient:
    def __init__(
        self,
        base_url: str,
        *,
        http2: bool = False,
        timeout: float = 20.0,
        attempts: int = 4,
        transport: httpx.AsyncBaseTransport | None = None,
    ):
        self.client = httpx.AsyncClient(base_url=base_url, http2=http2, timeout=timeout, transport=transport)
        self.attempts = attempts

    async def request(self, method: str, path: str, **options) -> dict:
        waits = AsyncRetrying(
            stop=stop_after_attempt(self.attempts),
            wait=wait_exponential_jitter(initial=0.2, max=5),
            retry=retry_if_exception(worth_retrying),
            reraise=True,
        )
        async for attempt in waits:
            with attempt:
                return self._answer(await self.client.request(method, path, **options))
        raise AssertionError("unreachable")

    @staticmethod
    def _answer(response: httpx.Response) -> dict:
        is_json = response.headers.get("content-type", "").startswith("application/json")
        body = response.json() if is_json and response.content else {}
        if response.is_error:
            raise UpstreamError(response.status_code, body.get("message") or response.reason_phrase, body)
        return body

    async def close(self) -> None:
        await self.client.aclose()
