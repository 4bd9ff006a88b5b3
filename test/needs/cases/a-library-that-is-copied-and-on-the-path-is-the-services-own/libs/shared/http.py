import requests

from .settings import load


def get(url):
    return requests.get(url, timeout=load()["timeout"])
