import importlib
import os
import pandas
from fastapi import FastAPI

app = FastAPI()

for name in os.environ["PLUGINS"].split():
    importlib.import_module(name)
