import asyncio
from datetime import datetime, timezone

import pytest

from sports.games import from_scoreboard, league_day
from sports.server import Watcher, parse_teams


def body(state, bos, mtl):
    def side(name, score, where):
        return {"team": {"abbreviation": name}, "score": str(score), "homeAway": where}

    competition = {"competitors": [side("BOS", bos, "home"), side("MTL", mtl, "away")]}
    event = {"id": "1", "date": "2025-10-18T23:00Z", "status": {"type": {"state": state}}, "competitions": [competition]}
    return {"events": [event]}


class Board:
    def __init__(self, *bodies):
        self.bodies = iter(bodies)

    async def games(self, league, day):
        return from_scoreboard(league, next(self.bodies))


def test_goals_and_the_end_are_noticed_once():
    async def scenario():
        watcher = Watcher({"nhl": {"bos"}}, None)
        board = Board(body("in", 0, 0), body("in", 1, 0), body("post", 1, 0), body("post", 1, 0))
        return [await watcher.poll(board) for _ in range(4)], watcher

    polls, watcher = asyncio.run(scenario())
    assert polls == [
        [],
        [{"event": "score", "game": "1", "team": "bos", "points": 1}],
        [{"event": "end", "game": "1"}],
        [],
    ]
    assert watcher.games["nhl"][0].leader() == "bos"
    assert watcher.pause() == 300


def test_the_league_day_follows_new_york():
    assert league_day(datetime(2025, 10, 18, 8, tzinfo=timezone.utc)) == "20251017"
    assert league_day(datetime(2025, 10, 18, 12, tzinfo=timezone.utc)) == "20251018"


def test_teams_from_the_environment():
    assert parse_teams("nfl:dal, SF;nhl:bos") == {"nfl": {"dal", "sf"}, "nhl": {"bos"}}
    with pytest.raises(ValueError, match="cricket"):
        parse_teams("cricket:ind")
