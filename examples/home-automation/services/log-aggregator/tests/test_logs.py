import asyncio
from datetime import datetime, timezone
from types import SimpleNamespace

from aiohttp.test_utils import TestClient, TestServer

from app import make_app
from docker_logs import ContainerLogs, parse_stamp
from redact import redact
from store import LogStore, level_of

AT = datetime(2025, 10, 17, 8, tzinfo=timezone.utc)


def test_secrets_and_foreign_addresses_are_taken_out():
    line = 'login token=abc123 from 192.168.1.20 via 8.8.8.8, version 1.2.3.400, {"password": "x"}'
    assert redact(line) == 'login token=*** from 192.168.1.20 via x.x.x.x, version 1.2.3.400, {"password": "***"}'


def test_levels():
    assert level_of('{"level": "error", "message": "no"}') == "ERROR"
    assert level_of("2025-10-17 08:00 WARNING meter: timeout") == "WARNING"
    assert level_of("listening on 8001") == "INFO"


def test_docker_stamps_have_nanoseconds():
    assert parse_stamp("2025-10-17T08:00:00.123456789Z").microsecond == 123456


def test_lines_are_searched_newest_first(tmp_path):
    async def scenario():
        store = LogStore()
        store.add("calendar", AT, "ERROR no token")
        store.add("weather", AT, "INFO fine")
        store.add("calendar", AT, "WARNING slow")
        written = await store.flush(tmp_path)
        async with TestClient(TestServer(make_app(store))) as client:
            found = await (await client.get("/logs?container=calendar&level=warning")).json()
            bad = (await client.get("/logs?level=loud")).status
        return written, [line["text"] for line in found], bad

    written, texts, bad = asyncio.run(scenario())
    assert (written, texts, bad) == (3, ["WARNING slow", "ERROR no token"], 400)
    assert len((tmp_path / "2025-10-17.jsonl").read_text().splitlines()) == 3


def test_each_container_has_one_follower():
    seen = []
    container = SimpleNamespace(name="homeiq-calendar", logs=lambda **_: [b"2025-10-17T08:00:00.5Z up\n"])
    client = SimpleNamespace(containers=SimpleNamespace(list=lambda filters: [container]))
    logs = ContainerLogs("homeiq", lambda *line: seen.append(line), client)
    assert logs.discover() == ["homeiq-calendar"]
    logs.threads["homeiq-calendar"].join(2)
    assert [(name, text) for name, _, text in seen] == [("homeiq-calendar", "up")]
