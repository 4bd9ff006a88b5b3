from flask import Flask

app = Flask(__name__)

import subprocess

print(subprocess.check_output(["pg_config", "--version"]))
