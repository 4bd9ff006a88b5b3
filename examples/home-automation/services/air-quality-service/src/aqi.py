"""US EPA air quality index from concentrations, revision of May 2024."""
from dataclasses import dataclass

# concentration in ug/m3 (PM) or ppb (ozone, NO2): (low, high, index low, index high)
BREAKPOINTS = {
    "pm25": (
        (0.0, 9.0, 0, 50),
        (9.1, 35.4, 51, 100),
        (35.5, 55.4, 101, 150),
        (55.5, 125.4, 151, 200),
        (125.5, 225.4, 201, 300),
        (225.5, 325.4, 301, 500),
    ),
    "pm10": (
        (0, 54, 0, 50),
        (55, 154, 51, 100),
        (155, 254, 101, 150),
        (255, 354, 151, 200),
        (355, 424, 201, 300),
        (425, 604, 301, 500),
    ),
    "no2": ((0, 53, 0, 50), (54, 100, 51, 100), (101, 360, 101, 150), (361, 649, 151, 200)),
}
DECIMALS = {"pm25": 1, "pm10": 0, "no2": 0}
LEVELS = ((50, "good"), (100, "moderate"), (150, "sensitive"), (200, "unhealthy"), (300, "very unhealthy"))


@dataclass(frozen=True)
class Index:
    value: int
    pollutant: str

    @property
    def level(self) -> str:
        return next((name for limit, name in LEVELS if self.value <= limit), "hazardous")


def sub_index(pollutant: str, concentration: float) -> int:
    """The index of one pollutant; concentrations are truncated, as the rule says, not rounded."""
    scale = 10 ** DECIMALS[pollutant]
    truncated = int(max(concentration, 0) * scale) / scale
    for low, high, index_low, index_high in BREAKPOINTS[pollutant]:
        if truncated <= high:
            share = (truncated - low) / (high - low)
            return round(index_low + share * (index_high - index_low))
    return 500


def overall(concentrations: dict[str, float | None]) -> Index | None:
    known = {
        pollutant: sub_index(pollutant, value)
        for pollutant, value in concentrations.items()
        if pollutant in BREAKPOINTS and value is not None
    }
    if not known:
        return None
    worst = max(known, key=known.get)
    return Index(known[worst], worst)


def nowcast(hourly: list[float | None]) -> float | None:
    """Weighted mean of the last 12 hours, newest first; needs two of the last three."""
    recent = hourly[:12]
    if sum(value is not None for value in recent[:3]) < 2:
        return None
    known = [value for value in recent if value is not None]
    highest = max(known)
    weight = max(min(known) / highest, 0.5) if highest else 1.0
    above = sum(value * weight**i for i, value in enumerate(recent) if value is not None)
    below = sum(weight**i for i, value in enumerate(recent) if value is not None)
    return above / below
