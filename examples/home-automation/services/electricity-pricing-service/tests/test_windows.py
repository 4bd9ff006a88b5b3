from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from pricing.providers import Price
from pricing.store import PriceStore
from pricing.windows import cheapest, negative, quiet_hours

T0 = datetime(2025, 6, 1, 18, tzinfo=timezone.utc)


def hourly(*cents):
    return [Price(T0 + timedelta(hours=i), T0 + timedelta(hours=i + 1), c) for i, c in enumerate(cents)]


def test_the_cheapest_run_has_no_holes():
    prices = hourly(9, 1, 8, 2, 2, 7)
    del prices[2]
    assert [p.cents for p in cheapest(prices, 2)] == [2, 2]


def test_no_run_is_long_enough():
    assert cheapest(hourly(1, 2), 5) == []


def test_quiet_hours_over_midnight_in_local_time():
    # 18:00 UTC is 20:00 in Vienna
    left = quiet_hours(hourly(*range(12)), ZoneInfo("Europe/Vienna"), time(22), time(6))
    assert [p.cents for p in left] == [0, 1, 10, 11]


def test_negative_prices():
    assert [p.cents for p in negative(hourly(3, -2, 0))] == [-2]


class Rows:
    def __init__(self):
        self.rows = []

    def write(self, rows):
        self.rows += rows


def test_a_price_is_stored_once():
    client = Rows()
    store = PriceStore(client, "awattar")
    assert store.add(hourly(1, 2)) == 2
    assert store.add(hourly(1, 2, 3)) == 1
    assert client.rows[-1]["fields"] == {"cents_per_kwh": 3.0}
