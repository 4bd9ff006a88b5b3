from flask import Flask

app = Flask(__name__)

import ctypes
import ctypes.util

LIBRARY = ctypes.CDLL(ctypes.util.find_library("magic"))
