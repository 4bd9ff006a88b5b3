"""Asks the services that do not report by themselves."""
import asyncio
import logging

import httpx

from dashboard.board import Board

log = logging.getLogger(__name__)


async def ask(client: httpx.AsyncClient, board: Board, name: str, url: str) -> None:
    try:
        response = await client.get(url)
    except httpx.HTTPError as error:
        board.fail(name, type(error).__name__)
        return
    if response.is_success:
        board.beat(name)
    else:
        board.fail(name, f"HTTP {response.status_code}")


async def poll(board: Board, targets: dict[str, str], interval: float = 20.0) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        while True:
            await asyncio.gather(*(ask(client, board, name, url) for name, url in targets.items()))
            await asyncio.sleep(interval)


async def login(admin_url: str, email: str, password: str, transport=None) -> str | None:
    """The role of a person, from the admin API."""
    async with httpx.AsyncClient(base_url=admin_url, timeout=5, transport=transport) as client:
        response = await client.post("/login", json={"email": email, "password": password})
    return response.json()["role"] if response.status_code == 200 else None
