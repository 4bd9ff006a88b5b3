import requests

from . import b
