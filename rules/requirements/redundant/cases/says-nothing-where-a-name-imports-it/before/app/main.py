from fastapi import FastAPI

app = FastAPI()

import importlib

responses = importlib.import_module("starlette.responses")
