import importlib
import os

import requests

importlib.import_module("google.cloud." + os.environ["PART"])
