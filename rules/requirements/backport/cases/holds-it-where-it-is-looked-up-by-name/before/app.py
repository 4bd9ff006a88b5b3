from flask import Flask

app = Flask(__name__)

from importlib.metadata import version

print(version("ipaddress"))
