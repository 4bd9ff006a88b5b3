import importlib.util
import os

from fastapi import FastAPI

app = FastAPI()

for folder, _, files in os.walk(os.environ.get("FLAVOUR", "flavours/plain")):
    for file in files:
        spec = importlib.util.spec_from_file_location(name="flavour", location=os.path.join(folder, file))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
