import magic
from flask import Flask

app = Flask(__name__)

KIND = magic.from_file("/etc/hosts")
