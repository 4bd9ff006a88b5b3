from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

EASTERN = ZoneInfo("America/New_York")


class Side(BaseModel):
    team: str
    score: int = 0
    home: bool = False


class Game(BaseModel):
    id: str
    league: str
    starts: datetime
    state: str = Field(pattern="^(pre|in|post)$")
    sides: list[Side]

    def involves(self, teams: set[str]) -> bool:
        return any(side.team in teams for side in self.sides)

    def leader(self) -> str | None:
        first, second = sorted(self.sides, key=lambda s: -s.score)
        return None if first.score == second.score else first.team


def from_scoreboard(league: str, body: dict) -> list[Game]:
    games = []
    for event in body.get("events", []):
        competition = event["competitions"][0]
        games.append(
            Game(
                id=event["id"],
                league=league,
                starts=event["date"],
                state=event["status"]["type"]["state"],
                sides=[
                    Side(
                        team=c["team"]["abbreviation"].lower(),
                        score=int(c.get("score") or 0),
                        home=c["homeAway"] == "home",
                    )
                    for c in competition["competitors"]
                ],
            )
        )
    return games


def league_day(now: datetime) -> str:
    """The day of the schedule: a late game in the west still belongs to the evening before."""
    return (now.astimezone(EASTERN) - timedelta(hours=5)).strftime("%Y%m%d")


def changes(before: list[Game], after: list[Game]) -> list[dict]:
    known = {game.id: game for game in before}
    found = []
    for game in after:
        old = known.get(game.id)
        if old is None:
            continue
        if old.state != game.state:
            found.append({"event": {"in": "start", "post": "end"}.get(game.state, game.state), "game": game.id})
        for was, now in zip(old.sides, game.sides):
            if now.score > was.score:
                found.append({"event": "score", "game": game.id, "team": now.team, "points": now.score - was.score})
    return found
