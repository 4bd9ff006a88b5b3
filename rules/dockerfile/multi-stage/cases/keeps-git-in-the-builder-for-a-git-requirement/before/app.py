import toolbox
from flask import Flask

app = Flask(__name__)
toolbox.start(app)
