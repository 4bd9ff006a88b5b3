import os

import requests
from celery import Celery

app = Celery("jobs", broker="redis://store:6379/0")


@app.task
def call() -> int:
    return requests.get("https://orders.example.com").status_code
