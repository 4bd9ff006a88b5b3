import requests
import yaml

try:
    import orjson
except ImportError:
    orjson = None
