from flask import Flask

app = Flask(__name__)

import subprocess

REVISION = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True).stdout
