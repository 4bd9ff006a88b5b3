from flask import Flask

Flask(__name__).run(port=8000)
