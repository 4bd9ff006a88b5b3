import asyncio

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from carbon.__main__ import State, make_app, poll_once
from carbon.config import Config
from carbon.forecast import points
from carbon.sink import InfluxSink
from carbon.watttime import WattTime

ROWS = [{"point_time": f"2025-05-01T{h:02d}:00:00+00:00", "value": 500 + h} for h in range(6)]


def grid(refuse_first):
    """A WattTime that refuses the first token on request."""
    app = web.Application()
    seen = {"refused": not refuse_first}

    async def login(request):
        return web.json_response({"token": "t"})

    async def forecast(request):
        if not seen["refused"]:
            seen["refused"] = True
            raise web.HTTPUnauthorized()
        assert request.query["region"] == "AT"
        return web.json_response({"data": ROWS})

    app.router.add_get("/login", login)
    app.router.add_get("/v3/forecast", forecast)
    return app


class Lines:
    def __init__(self):
        self.points = []

    def write(self, points):
        self.points += points


def test_a_refused_token_is_renewed_once(monkeypatch):
    async def scenario():
        async with TestServer(grid(refuse_first=True)) as server:
            config = Config(base_url=str(server.make_url("")).rstrip("/"))
            async with aiohttp.ClientSession() as session:
                client = WattTime(session, config)
                lines, state = Lines(), State()
                await poll_once(client, InfluxSink(config, lines), state)
                return client.logins, len(lines.points), state

    logins, written, state = asyncio.run(scenario())
    assert (logins, written) == (2, 6)
    assert state.updated is not None


def test_routes_before_and_after_the_first_poll():
    async def scenario():
        state = State()
        async with TestClient(TestServer(make_app(state))) as client:
            early = (await client.get("/current")).status
            state.forecast = points(ROWS)
            late = await (await client.get("/greenest?minutes=60")).json()
            bad = (await client.get("/greenest?minutes=soon")).status
        return early, late, bad

    early, late, bad = asyncio.run(scenario())
    assert early == 503
    assert late["start"] == "2025-05-01T00:00:00+00:00"
    assert bad == 400
