from __future__ import annotations

import aiohttp
from cachetools import TTLCache

from sports.games import Game, from_scoreboard

PATHS = {"nfl": "football/nfl", "nhl": "hockey/nhl"}


class Scoreboard:
    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        # running games are asked for often, finished days hardly ever
        self._finished: TTLCache = TTLCache(maxsize=64, ttl=24 * 3600)

    async def games(self, league: str, day: str) -> list[Game]:
        key = (league, day)
        if key in self._finished:
            return self._finished[key]
        url = f"{self._base}/{PATHS[league]}/scoreboard"
        async with self._session.get(url, params={"dates": day}) as response:
            response.raise_for_status()
            games = from_scoreboard(league, await response.json())
        if games and all(game.state == "post" for game in games):
            self._finished[key] = games
        return games
