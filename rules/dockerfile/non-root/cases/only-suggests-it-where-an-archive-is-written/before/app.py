import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return os.environ.get("GREETING", "hello")


import zipfile


def pack(names):
    with zipfile.ZipFile("all.zip", "w") as archive:
        for name in names:
            archive.write(name)
