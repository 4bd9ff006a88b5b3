import asyncio
import logging
import os
from datetime import datetime, timezone

import aiohttp
from aiohttp import web

from sports.espn import PATHS, Scoreboard
from sports.games import Game, changes, league_day

log = logging.getLogger("sports")
BASE = "https://site.api.espn.com/apis/site/v2/sports"


class Watcher:
    def __init__(self, teams: dict[str, set[str]], webhook: str | None) -> None:
        self.teams = teams
        self.webhook = webhook
        self.games: dict[str, list[Game]] = {}

    async def poll(self, board, session=None) -> list[dict]:
        found = []
        for league, teams in self.teams.items():
            games = await board.games(league, league_day(datetime.now(timezone.utc)))
            mine = [game for game in games if game.involves(teams)]
            found += changes(self.games.get(league, []), mine)
            self.games[league] = mine
        if self.webhook and session:
            for change in found:
                async with session.post(self.webhook, json=change) as response:
                    log.info("%s -> %s", change["event"], response.status)
        return found

    def pause(self) -> int:
        running = any(game.state == "in" for games in self.games.values() for game in games)
        return 15 if running else 300


def parse_teams(text: str) -> dict[str, set[str]]:
    """nfl:dal,sf;nhl:bos"""
    teams = {}
    for part in filter(None, text.split(";")):
        league, _, names = part.partition(":")
        if league not in PATHS:
            raise ValueError(f"no league {league!r}")
        teams[league] = {name.strip().lower() for name in names.split(",") if name.strip()}
    return teams


def make_app(watcher: Watcher) -> web.Application:
    async def health(_):
        return web.json_response({"leagues": sorted(watcher.teams)})

    async def games(_):
        found = [game for games in watcher.games.values() for game in games]
        return web.json_response([{**g.model_dump(mode="json"), "leader": g.leader()} for g in found])

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/games", games)])
    return app


async def main() -> None:
    watcher = Watcher(parse_teams(os.environ.get("TEAMS", "nhl:bos")), os.environ.get("HA_WEBHOOK"))
    runner = web.AppRunner(make_app(watcher))
    await runner.setup()
    await web.TCPSite(runner, port=8005).start()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session:
        board = Scoreboard(session, os.environ.get("SCOREBOARD_URL", BASE))
        while True:
            try:
                await watcher.poll(board, session)
            except (aiohttp.ClientError, asyncio.TimeoutError, KeyError) as error:
                log.warning("scoreboard: %r", error)
            await asyncio.sleep(watcher.pause())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
