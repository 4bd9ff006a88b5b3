import boltons
import flask

flask.Flask(boltons.__name__)
