from flask import Flask

app = Flask(__name__)

from torch.utils.cpp_extension import load

fast = load("fast", ["fast.cpp"])
