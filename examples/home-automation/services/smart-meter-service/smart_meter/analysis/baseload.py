"""What the house draws when nobody does anything."""
import statistics


def analyse(samples: list[tuple[float, float]]) -> dict:
    watts = sorted(value for _, value in samples)
    if len(watts) < 10:
        return {"watts": None, "samples": len(watts)}
    lowest = watts[: max(len(watts) // 10, 3)]
    base = statistics.median(lowest)
    mean = statistics.fmean(watts)
    return {
        "watts": round(base, 1),
        "share": round(base / mean, 3) if mean else None,
        "kwh_per_year": round(base * 24 * 365 / 1000),
        "samples": len(watts),
    }
