"""The nightly run: history in, suggestions out."""
from __future__ import annotations

import logging

from src.database import SuggestionStore
from src.detectors import clusters, co_occurrence, time_of_day
from src.history import HistoryClient
from src.models import ModelRegistry
from src.notify import Notifier
from src.settings import Settings

log = logging.getLogger(__name__)
SAME = 0.92


def facts(pattern: dict) -> str:
    if pattern["kind"] == "time_of_day":
        return f"turn {pattern['entity_id']} {pattern['state']} every day at {pattern['at']}"
    if pattern["kind"] == "co_occurrence":
        return f"when {pattern['entity_id']} changes, then change {pattern['then']}"
    return "group " + ", ".join(pattern["members"])


class Analysis:
    def __init__(
        self,
        settings: Settings,
        history: HistoryClient,
        store: SuggestionStore,
        models: ModelRegistry,
        notifier: Notifier,
    ) -> None:
        self.settings = settings
        self.history = history
        self.store = store
        self.models = models
        self.notifier = notifier

    def patterns(self, events: list[dict]) -> list[dict]:
        options = self.settings
        found = time_of_day.find(events, options.min_support)
        found += co_occurrence.find(events, options.min_support, options.min_confidence)
        found += [
            {"kind": "cluster", "members": members, "confidence": 0.5}
            for members in clusters.find(events)
            if len(members) > 2
        ]
        return [p for p in found if p["kind"] == "cluster" or p["confidence"] >= options.min_confidence]

    async def run(self) -> int:
        events = await self.history.events(self.settings.lookback_days)
        known = await self.store.titles()
        added = []
        for pattern in self.patterns(events):
            title = self.models.get("phraser").phrase(facts(pattern)) or facts(pattern)
            _, score = self.models.get("embedder").nearest(title, known)
            if score >= SAME:
                continue
            suggestion = await self.store.add(pattern["kind"], title[:200], pattern, pattern["confidence"])
            known.append(title)
            added.append(suggestion.to_dict())
        self.notifier.send(added)
        log.info("%d events, %d new suggestions", len(events), len(added))
        return len(added)
