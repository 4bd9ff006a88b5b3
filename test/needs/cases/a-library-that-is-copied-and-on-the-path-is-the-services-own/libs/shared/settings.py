import yaml


def load():
    return yaml.safe_load(open("/etc/app.yaml"))
