import torch
from flask import Flask

app = Flask(__name__)
DEVICE = torch.device("cpu")
