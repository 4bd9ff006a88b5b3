from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read():
    return {"ok": True}


import yaml

SETTINGS = yaml.safe_load("a: 1")
