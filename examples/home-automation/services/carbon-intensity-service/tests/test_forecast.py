from datetime import datetime, timedelta, timezone

from carbon.forecast import Point, greenest, level, points

T0 = datetime(2025, 5, 1, tzinfo=timezone.utc)


def series(*grams):
    return [Point(T0 + timedelta(hours=i), g) for i, g in enumerate(grams)]


def test_rows_become_grams_in_order():
    rows = [
        {"point_time": "2025-05-01T01:00:00Z", "value": 1000},
        {"point_time": "2025-05-01T00:00:00Z", "value": 500},
        {"point_time": "2025-05-01T02:00:00Z", "value": None},
    ]
    assert [round(p.grams) for p in points(rows)] == [227, 454]


def test_the_greenest_two_hours():
    window = greenest(series(300, 250, 100, 120, 400), timedelta(hours=2))
    assert window.start == T0 + timedelta(hours=2)
    assert window.end - window.start == timedelta(hours=2)
    assert window.grams == 110.0


def test_a_load_longer_than_the_forecast_has_no_window():
    assert greenest(series(1, 2, 3), timedelta(hours=5)) is None


def test_levels():
    forecast = series(*range(9))
    assert [level(g, forecast) for g in (0, 4, 8)] == ["low", "middle", "high"]
    assert level(5, []) == "unknown"
