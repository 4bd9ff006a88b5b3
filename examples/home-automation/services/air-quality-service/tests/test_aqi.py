import pytest

from src.aqi import Index, nowcast, overall, sub_index


@pytest.mark.parametrize(
    "pollutant, concentration, expected",
    [("pm25", 0, 0), ("pm25", 9.05, 50), ("pm25", 35.4, 100), ("pm10", 155.9, 101), ("no2", 53, 50), ("no2", 900, 500)],
)
def test_breakpoints(pollutant, concentration, expected):
    assert sub_index(pollutant, concentration) == expected


def test_the_worst_pollutant_counts():
    assert overall({"pm25": 40.0, "pm10": 20.0, "co": 3.0}) == Index(112, "pm25")


def test_nothing_measured():
    assert overall({"pm25": None}) is None


def test_levels():
    assert [Index(v, "pm25").level for v in (12, 140, 301)] == ["good", "sensitive", "hazardous"]


def test_nowcast_follows_a_sudden_rise():
    assert nowcast([80, 60, 20, 20, 20, 20]) > 50


def test_nowcast_of_steady_air_is_the_mean():
    assert nowcast([10.0] * 12) == pytest.approx(10)


def test_nowcast_needs_recent_hours():
    assert nowcast([None, None, 5, 5, 5]) is None
