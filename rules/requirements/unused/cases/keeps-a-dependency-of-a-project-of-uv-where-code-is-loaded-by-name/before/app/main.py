import importlib
import os

from fastapi import FastAPI

app = FastAPI()
plugin = importlib.import_module(os.environ["PLUGIN"])
