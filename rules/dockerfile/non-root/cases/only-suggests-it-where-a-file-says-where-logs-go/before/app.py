import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return os.environ.get("GREETING", "hello")


import logging.config

logging.config.fileConfig("logging.ini")
