from flask import Flask

app = Flask(__name__)

import subprocess

subprocess.run(["git", "pull"])
