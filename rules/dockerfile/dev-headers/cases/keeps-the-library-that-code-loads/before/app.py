from flask import Flask

app = Flask(__name__)

import ctypes.util

LIBRARY = ctypes.util.find_library("pq")
