import pyximport

pyximport.install()
from flask import Flask

app = Flask(__name__)
