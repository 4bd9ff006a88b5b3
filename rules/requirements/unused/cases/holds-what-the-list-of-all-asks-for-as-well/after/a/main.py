import flask

flask.Flask(__name__)
