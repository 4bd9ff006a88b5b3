import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient, TestServer

import settings as config
from events import Entry, parse_home_assistant, parse_ics
from main import CalendarService
from occupancy import predict, typical_busy
from writer import Writer

ZONE = ZoneInfo("Europe/Vienna")
NOON = datetime(2025, 3, 31, 12, tzinfo=ZONE)

WEEKLY = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:Choir
LOCATION:Town hall
DTSTART;TZID=Europe/Vienna:20250303T080000
DTEND;TZID=Europe/Vienna:20250303T093000
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""


def entry(summary, hours_from, hours_to, location=""):
    return Entry(summary, NOON + timedelta(hours=hours_from), NOON + timedelta(hours=hours_to), location)


def test_a_weekly_event_keeps_its_hour_over_the_time_change():
    # clocks went forward on 30 March 2025
    [found] = parse_ics(WEEKLY, ZONE, NOON.replace(hour=0), NOON.replace(hour=23))
    assert (found.start.hour, found.start.utcoffset()) == (8, timedelta(hours=2))
    assert found.location == "Town hall"


def test_home_assistant_rows_with_and_without_time():
    rows = [
        {"summary": "Trip", "start": {"date": "2025-03-31"}, "end": {"date": "2025-04-02"}},
        {
            "summary": "Dentist",
            "start": {"dateTime": "2025-03-31T09:00:00+00:00"},
            "end": {"dateTime": "2025-03-31T10:00:00+00:00"},
        },
    ]
    trip, dentist = parse_home_assistant(rows, ZONE)
    assert trip.all_day and trip.start.hour == 0
    assert dentist.start.hour == 11


def test_a_trip_wins_over_home_office():
    found = predict([entry("Trip to Graz", -5, 30), entry("Home office", -3, 4)], NOON)
    assert not found.at_home
    assert found.next_arrival == NOON + timedelta(hours=30)


def test_a_meeting_elsewhere_ends_with_the_way_home():
    found = predict([entry("Meeting", -1, 1, "Office")], NOON)
    assert (found.at_home, found.busy_minutes) == (False, 120)
    assert found.next_arrival == NOON + timedelta(hours=1, minutes=25)


def test_without_past_days_nothing_is_typical():
    assert typical_busy([]) == 0.0


def test_settings_need_a_calendar(monkeypatch):
    monkeypatch.delenv("CALENDAR_ENTITIES", raising=False)
    monkeypatch.delenv("CALENDAR_ICS_URLS", raising=False)
    with pytest.raises(SystemExit):
        config.load()


class FakeInflux:
    def __init__(self):
        self.lines = []

    def write(self, point):
        self.lines.append(point.to_line_protocol())


class FixedSources:
    async def fetch(self, start, end):
        return [Entry("Home office", start, end)]


def test_refresh_writes_a_point_and_serves_it(monkeypatch):
    monkeypatch.setenv("CALENDAR_ENTITIES", "calendar.family")
    influx = FakeInflux()

    async def scenario():
        service = CalendarService(config.load(), Writer("", "", "", client=influx))
        async with TestClient(TestServer(service.app())) as client:
            before = (await client.get("/occupancy")).status
            await service.refresh(FixedSources())
            after = await (await client.get("/occupancy")).json()
        return before, after

    before, after = asyncio.run(scenario())
    assert before == 503
    assert after["at_home"] is True
    assert influx.lines[0].startswith("occupancy_prediction,source=calendar ")
