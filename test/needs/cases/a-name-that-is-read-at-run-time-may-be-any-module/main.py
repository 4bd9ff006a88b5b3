import importlib
import os

import requests

plugin = importlib.import_module(os.environ["PLUGIN"])
