import asyncio
import os
from pathlib import Path

from aiohttp import web

from docker_logs import ContainerLogs
from store import LEVELS, LogStore

FOLDER = Path(os.environ.get("LOG_FOLDER", "/var/log/homeiq"))


def make_app(store: LogStore) -> web.Application:
    async def health(_):
        return web.json_response({"status": "ok", "lines": len(store.lines)})

    async def logs(request):
        query = request.query
        level = query.get("level", "").upper() or None
        if level is not None and level not in LEVELS:
            raise web.HTTPBadRequest(text=f"level is one of {', '.join(LEVELS)}")
        found = store.search(query.get("container"), level, query.get("q", ""), int(query.get("limit", 200)))
        return web.json_response(found)

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/logs", logs)])
    return app


async def maintain(logs: ContainerLogs, store: LogStore) -> None:
    while True:
        await asyncio.to_thread(logs.discover)
        await store.flush(FOLDER)
        await asyncio.sleep(5)


async def main() -> None:
    loop = asyncio.get_running_loop()
    store = LogStore()

    def sink(*line):
        loop.call_soon_threadsafe(store.add, *line)

    runner = web.AppRunner(make_app(store))
    await runner.setup()
    await web.TCPSite(runner, port=8015).start()
    await maintain(ContainerLogs(os.environ.get("COMPOSE_PROJECT", "homeiq"), sink), store)


if __name__ == "__main__":
    asyncio.run(main())
