from importlib import import_module
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
for file in (Path(__file__).parent / "routes").glob("*.py"):
    app.include_router(import_module(f"app.routes.{file.stem}").router)
