from flask import Flask

app = Flask(__name__)

import ctypes

libc = ctypes.CDLL("libc.so.6")
