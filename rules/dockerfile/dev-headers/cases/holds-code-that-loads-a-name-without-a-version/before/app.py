from flask import Flask

app = Flask(__name__)

import ctypes

LIBRARY = ctypes.CDLL("libmagic.so")
