from dataclasses import asdict, dataclass
from datetime import timedelta

import isodate
from flask import Flask, jsonify

app = Flask(__name__)


@dataclass
class Hold:
    days: int
    written: str


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/holds")
def holds():
    return jsonify(asdict(Hold(3, isodate.duration_isoformat(timedelta(days=3)))))
