import flask

app = flask.Flask(__name__)

SAMPLE = open('tests/sample.json').read()
