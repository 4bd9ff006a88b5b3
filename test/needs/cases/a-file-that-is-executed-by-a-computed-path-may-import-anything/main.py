import os

import requests

with open(os.environ["RULES"]) as file:
    exec(file.read())
