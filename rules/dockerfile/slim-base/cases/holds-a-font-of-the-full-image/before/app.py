from flask import Flask

app = Flask(__name__)

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
