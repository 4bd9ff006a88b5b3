import asyncio

import httpx
import pytest

from src.analysis import Analysis, facts
from src.database import SuggestionStore
from src.history import HistoryClient
from src.models import ModelRegistry
from src.settings import Settings
from tests.test_detectors import event


class PlainPhraser:
    def phrase(self, text):
        return text.capitalize()


class ExactEmbedder:
    def nearest(self, text, others):
        return (others.index(text), 1.0) if text in others else (-1, 0.0)


class Recorder:
    def __init__(self):
        self.sent = []

    def send(self, suggestions):
        self.sent.append(suggestions)


@pytest.fixture
def settings(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/s.db")
    return Settings()


def history(events):
    def answer(request):
        cursor = request.url.params.get("cursor")
        half = len(events) // 2
        if cursor is None:
            return httpx.Response(200, json={"events": events[:half], "next": "2"})
        return httpx.Response(200, json={"events": events[half:], "next": None})

    return HistoryClient("http://data", transport=httpx.MockTransport(answer))


def test_a_second_run_adds_nothing(settings):
    models = ModelRegistry(settings)
    models.builders = {"phraser": lambda s: PlainPhraser(), "embedder": lambda s: ExactEmbedder()}
    events = [event("light.kitchen", day, 6, 30) for day in range(8)]

    async def scenario():
        store = SuggestionStore(settings.database_url)
        await store.create_tables()
        analysis = Analysis(settings, history(events), store, models, Recorder())
        first, second = await analysis.run(), await analysis.run()
        listed = await store.list("open")
        await store.decide(listed[0].id, "declined")
        left = await store.list("open")
        await store.close()
        return first, second, listed, left, analysis.notifier.sent

    first, second, listed, left, sent = asyncio.run(scenario())
    assert (first, second) == (1, 0)
    assert listed[0].title == "Turn light.kitchen on every day at 06:30"
    assert left == []
    assert [len(batch) for batch in sent] == [1, 0]


def test_models_stay_idle_until_asked(settings):
    assert ModelRegistry(settings).state() == {"embedder": "idle", "phraser": "idle"}


def test_facts_of_a_pair():
    text = facts({"kind": "co_occurrence", "entity_id": "a", "then": "b"})
    assert text == "when a changes, then change b"
