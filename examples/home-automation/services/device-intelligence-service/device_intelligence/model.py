"""An isolation forest per device, kept on disk between restarts."""
from __future__ import annotations

import logging
import re
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from device_intelligence.features import NAMES

log = logging.getLogger(__name__)
LEAST_ROWS = 48


class NotEnoughData(Exception):
    pass


def train(rows: np.ndarray, contamination: float) -> Pipeline:
    if len(rows) < LEAST_ROWS:
        raise NotEnoughData(f"{len(rows)} hours, {LEAST_ROWS} are needed")
    # named columns, so that explain() can say which one is off
    scaler = StandardScaler().set_output(transform="pandas")
    forest = IsolationForest(n_estimators=80, contamination=contamination, random_state=7)
    return make_pipeline(scaler, forest).fit(rows)


def score(model: Pipeline, rows: np.ndarray) -> list[float]:
    """0 is normal, 1 as strange as it gets."""
    forest = -model.decision_function(rows) * 2
    # a forest does not see how far beyond its range a value lies
    furthest = model[0].transform(rows).abs().max(axis=1).to_numpy()
    combined = np.maximum(forest, (furthest - 4) / 8)
    return [round(float(value), 3) for value in np.clip(combined, 0, 1)]


def explain(model: Pipeline, one: np.ndarray) -> dict[str, float]:
    """The two features furthest from the mean, in standard deviations."""
    frame = model[0].transform(one.reshape(1, -1))
    frame.columns = list(NAMES)
    worst = frame.iloc[0].abs().nlargest(2)
    return {name: round(float(frame[name].iloc[0]), 2) for name in worst.index}


class ModelStore:
    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def _path(self, device: str) -> Path:
        return self._folder / (re.sub(r"[^A-Za-z0-9_-]", "_", device) + ".joblib")

    def save(self, device: str, model: Pipeline) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        joblib.dump(model, self._path(device), compress=3)

    def load(self, device: str) -> Pipeline | None:
        path = self._path(device)
        if not path.exists():
            return None
        try:
            return joblib.load(path)
        except (EOFError, ValueError, ImportError) as error:
            log.warning("%s is thrown away: %s", path.name, error)
            path.unlink()
            return None
