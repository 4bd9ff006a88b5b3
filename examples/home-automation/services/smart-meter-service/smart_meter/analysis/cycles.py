"""Compressor cycles of heat pump and fridge: how often, how long, how regular."""
import numpy as np
from scipy.signal import find_peaks, medfilt


def analyse(samples: list[tuple[float, float]]) -> dict:
    if len(samples) < 30:
        return {"cycles": 0}
    times, watts = np.array(samples, dtype=float).T
    # single spikes are motors starting, not cycles
    smooth = medfilt(watts, kernel_size=5)
    span = np.ptp(smooth)
    if span < 20:
        return {"cycles": 0}
    edges = np.concatenate([[smooth.min()], smooth, [smooth.min()]])
    peaks, shape = find_peaks(edges, prominence=span * 0.4, width=2, rel_height=0.5)
    if len(peaks) == 0:
        return {"cycles": 0}
    step = float(np.median(np.diff(times)))
    found = {
        "cycles": int(len(peaks)),
        "minutes_on": round(float(np.median(shape["widths"])) * step / 60, 1),
        "watts": round(float(np.median(shape["prominences"]))),
    }
    if len(peaks) > 2:
        gaps = np.diff(times[peaks - 1])
        found["minutes_between"] = round(float(np.median(gaps)) / 60, 1)
        found["regularity"] = round(float(1 - np.std(gaps) / np.mean(gaps)), 3)
    return found
