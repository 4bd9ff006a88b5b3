"""What weather means for a house: felt temperature, heating degree hours, sun on the roof."""
import math


def felt(temperature: float, humidity: float, wind_kmh: float) -> float:
    """Wind chill below 10 degrees, heat index above 27, the plain temperature between."""
    if temperature <= 10 and wind_kmh > 4.8:
        factor = wind_kmh**0.16
        return round(13.12 + 0.6215 * temperature - 11.37 * factor + 0.3965 * temperature * factor, 1)
    if temperature >= 27 and humidity >= 40:
        vapour = humidity / 100 * 6.105 * math.exp(17.27 * temperature / (237.7 + temperature))
        return round(temperature + 0.33 * vapour - 4.0, 1)
    return round(temperature, 1)


def degree_hours(hours: list[dict], base: float = 18.0) -> float:
    return round(sum(max(base - h["temperature_2m"], 0) for h in hours if h["temperature_2m"] is not None), 1)


def solar_kwh(hours: list[dict], peak_kw: float, performance: float = 0.8) -> float:
    """Expected yield: a kW peak gives its name at 1000 W/m2."""
    return round(sum((h["shortwave_radiation"] or 0) / 1000 * peak_kw * performance for h in hours), 2)


def rain_starts(hours: list[dict], least: float = 0.2) -> str | None:
    return next((h["time"] for h in hours if (h["precipitation"] or 0) >= least), None)
