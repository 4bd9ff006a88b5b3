import asyncio

import pytest
from fastapi.testclient import TestClient

from apps.ui_review import main, text
from apps.ui_review.demo import invented
from apps.ui_review.store import Reviewer, Reviews
from libs.database.engine import Database
from libs.security.passwords import hash_password


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(main.settings, "demo_mode", True)
    url = f"sqlite+aiosqlite:///{tmp_path}/review.db"

    async def prepare():
        database = Database(url)
        await database.create_tables()
        await main.fill_demo(database)
        async with database.session() as session:
            session.add(Reviewer(account="kim", password=hash_password("long enough")))
            await session.commit()
        await database.close()

    asyncio.run(prepare())
    main.app.state.database = Database(url)
    with TestClient(main.app, follow_redirects=True) as client:
        yield client
    del main.app.state.database


def log_in(client, password="long enough"):
    return client.post("/login", data={"account": "kim", "password": password})


def test_strangers_are_sent_to_the_login(client):
    answer = client.get("/")
    assert answer.url.path == "/login" and "Log in" in answer.text


def test_a_wrong_password_is_said_once(client):
    answer = log_in(client, "nope")
    assert answer.status_code == 401 and "Wrong account" in answer.text
    assert "Wrong account" not in client.get("/login").text


def test_the_least_certain_comes_first_and_can_be_accepted(client):
    first = log_in(client).text
    assert "Nothing to review" not in first
    before = sorted(invented(), key=lambda item: item.confidence)[0]
    assert first.index(before.client) < first.index("</tr>")
    item_id = first.split('href="/items/')[1].split('"')[0]
    after = client.post(f"/items/{item_id}", data={"decision": "accept", "value": " 1.00 "})
    assert f"{before.client}: accepted" in after.text
    assert "Someone was faster" in client.post(f"/items/{item_id}", data={"decision": "reject", "value": "1"}).text
    assert asyncio.run(Reviews(Database(str(main.app.state.database.url))).counts())["accepted"] == 1


def test_decisions_are_two(client):
    log_in(client)
    assert client.post("/items/1", data={"decision": "maybe", "value": "1"}).status_code == 422


def test_the_demo_is_the_same_every_time():
    assert [item.client for item in invented(3)] == [item.client for item in invented(3)]


def test_explanations_are_cleaned_and_coloured():
    html = text.to_html("**Rent** <script>alert(1)</script>\n\n```python\nx = 1\n```\n")
    assert "<strong>Rent</strong>" in html and "<script" not in html
    assert 'class="codehilite"' in html and '<span class="n">x</span>' in html


def test_reviews_are_kept_in_postgres_by_default():
    assert Database().engine.driver == "asyncpg"
