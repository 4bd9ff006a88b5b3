import flask

app = flask.Flask(__name__)

HEAD = open('.git/HEAD').read()
