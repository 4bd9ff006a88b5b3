import subprocess

from flask import Flask

app = Flask(__name__)


def run(command):
    return subprocess.run(command, check=True)


run(["parcel-cli", "--weigh"])
