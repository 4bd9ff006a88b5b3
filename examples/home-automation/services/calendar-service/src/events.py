"""Calendar entries as plain values, and the two sources that they come from."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
from dateutil.parser import isoparse
from dateutil.rrule import rrulestr
from icalendar import Calendar


@dataclass(frozen=True)
class Entry:
    summary: str
    start: datetime
    end: datetime
    location: str = ""
    all_day: bool = False


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time.min, tzinfo=zone)


def parse_ics(text: str | bytes, zone: ZoneInfo, start: datetime, end: datetime) -> list[Entry]:
    """Entries that touch [start, end), recurrences expanded."""
    entries = []
    for event in Calendar.from_ical(text).walk("VEVENT"):
        first = event.decoded("DTSTART")
        all_day = not isinstance(first, datetime)
        begins = _moment(first, zone)
        if "DTEND" in event:
            length = _moment(event.decoded("DTEND"), zone) - begins
        else:
            length = timedelta(days=1) if all_day else timedelta(hours=1)
        starts = [begins]
        if "RRULE" in event:
            rule = rrulestr("RRULE:" + event["RRULE"].to_ical().decode(), dtstart=begins.replace(tzinfo=None))
            naive = rule.between(
                (start - length).replace(tzinfo=None), end.replace(tzinfo=None), inc=True
            )
            # expanded on the wall clock, so that 08:00 stays 08:00 over a change to summer time
            starts = [at.replace(tzinfo=zone) for at in naive]
        for at in starts:
            if at < end and at + length > start:
                entries.append(
                    Entry(
                        summary=str(event.get("SUMMARY", "")),
                        start=at,
                        end=at + length,
                        location=str(event.get("LOCATION", "")),
                        all_day=all_day,
                    )
                )
    return sorted(entries, key=lambda e: e.start)


def parse_home_assistant(rows: list[dict], zone: ZoneInfo) -> list[Entry]:
    entries = []
    for row in rows:
        all_day = "date" in row["start"]
        key = "date" if all_day else "dateTime"
        start, end = isoparse(row["start"][key]), isoparse(row["end"][key])
        if all_day:
            start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
        entries.append(
            Entry(
                summary=row.get("summary", ""),
                start=start.astimezone(zone),
                end=end.astimezone(zone),
                location=row.get("location") or "",
                all_day=all_day,
            )
        )
    return entries


class Sources:
    def __init__(self, session: aiohttp.ClientSession, settings) -> None:
        self._session = session
        self._settings = settings

    async def fetch(self, start: datetime, end: datetime) -> list[Entry]:
        zone = self._settings.timezone
        entries: list[Entry] = []
        headers = {"Authorization": f"Bearer {self._settings.ha_token}"}
        for calendar in self._settings.calendars:
            url = f"{self._settings.ha_url}/api/calendars/{calendar}"
            params = {"start": start.isoformat(), "end": end.isoformat()}
            async with self._session.get(url, params=params, headers=headers) as response:
                response.raise_for_status()
                entries += parse_home_assistant(await response.json(), zone)
        for url in self._settings.ics_urls:
            async with self._session.get(url) as response:
                response.raise_for_status()
                entries += parse_ics(await response.read(), zone, start, end)
        return sorted(entries, key=lambda e: e.start)
