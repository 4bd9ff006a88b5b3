from flask import Flask

app = Flask(__name__)


@app.cli.command("freeze")
def freeze():
    open("site", "w").write("done")
