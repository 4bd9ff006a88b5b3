import asyncio
import json
import logging

import pytest

from shared.observability import Heartbeat, metrics, process_metrics, setup_logging
from shared.observability.logs import correlation_id


def test_log_lines_are_json_with_service_and_correlation(capsys):
    log = setup_logging("probe")
    token = correlation_id.set("abc123")
    try:
        log.info("hello %s", "world")
    finally:
        correlation_id.reset(token)
        logging.getLogger().handlers.clear()
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["message"] == "hello world"
    assert line["service"] == "probe"
    assert line["correlation_id"] == "abc123"
    assert line["level"] == "INFO"


def test_metrics_are_off_unless_asked_for(monkeypatch):
    monkeypatch.delenv("PROCESS_METRICS", raising=False)
    assert process_metrics() is None


def test_metrics_without_psutil_say_so(monkeypatch):
    monkeypatch.setenv("PROCESS_METRICS", "1")
    monkeypatch.setattr(metrics, "psutil", None)
    with pytest.raises(RuntimeError, match="psutil"):
        process_metrics()


def test_a_heartbeat_without_url_never_starts():
    async def scenario():
        beat = Heartbeat("probe", url=None)
        beat.start()
        await beat.stop()
        return beat

    assert asyncio.run(scenario())._task is None
