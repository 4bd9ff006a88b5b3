import json

try:
    import orjson
except ImportError:
    orjson = None


def fetch(url):
    import requests

    return requests.get(url).json()


def unpack(data):
    try:
        from lz4 import frame
    except (ImportError, OSError):
        return data
    return frame.decompress(data)
