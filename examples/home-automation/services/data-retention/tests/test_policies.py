from datetime import datetime, timedelta, timezone

import pytest

from retention.policies import Action, PolicyBook, parse_period


@pytest.mark.parametrize("text, days", [("30d", 30), ("4 w", 28), ("6M", 180), ("2y", 730)])
def test_periods(text, days):
    assert parse_period(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "soon", "-3d", "3h"])
def test_what_is_no_period(text):
    with pytest.raises(ValueError):
        parse_period(text)


def test_names_that_would_break_the_sql_are_refused():
    with pytest.raises(ValueError):
        PolicyBook().put("weather; DROP", "3d", "delete")


def test_a_policy_can_be_replaced():
    book = PolicyBook()
    policy = book.put("weather", "1y", "archive")
    assert policy.action is Action.ARCHIVE
    assert policy.cutoff(datetime(2025, 6, 1, tzinfo=timezone.utc)).year == 2024
    assert len([p for p in book.all() if p.measurement == "weather"]) == 1
    assert book.remove("weather") and not book.remove("weather")
