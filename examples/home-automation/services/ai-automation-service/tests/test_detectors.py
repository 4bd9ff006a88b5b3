from datetime import datetime, timedelta, timezone

from src.detectors import clusters, co_occurrence, time_of_day

START = datetime(2025, 9, 1, tzinfo=timezone.utc)


def event(entity, day, hour, minute=0, second=0, state="on"):
    at = START + timedelta(days=day, hours=hour, minutes=minute, seconds=second)
    return {"entity_id": entity, "state": state, "time": at.isoformat()}


def test_a_daily_habit_is_found_with_its_time():
    events = [event("light.kitchen", day, 6, 30 + day % 4) for day in range(10)]
    [pattern] = time_of_day.find(events)
    assert pattern["entity_id"] == "light.kitchen"
    assert pattern["at"].startswith("06:3")
    assert pattern["confidence"] == 1.0


def test_random_switching_is_no_habit():
    events = [event("light.hall", day, (day * 7) % 24) for day in range(10)]
    assert time_of_day.find(events, min_support=5) == []


def test_followers_are_found_in_one_direction():
    events = []
    for day in range(6):
        events.append(event("binary_sensor.door", day, 18))
        events.append(event("light.porch", day, 18, second=20))
    [pair] = co_occurrence.find(events)
    assert (pair["entity_id"], pair["then"]) == ("binary_sensor.door", "light.porch")


def test_entities_of_one_rhythm_form_a_cluster():
    events = []
    for day in range(8):
        events += [event("light.a", day, 7), event("light.b", day, 7, 5), event("fan.c", day, 20)]
    assert clusters.find(events) == [["light.a", "light.b"]]
