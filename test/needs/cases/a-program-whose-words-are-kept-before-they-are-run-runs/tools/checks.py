from tools.subprocesses import checked


def style(path):
    words = ["ruff", "check", "--quiet"]
    return checked(words + [path], seconds=20)


def weaknesses(path):
    return checked(["python", "-m", "bandit", "-q", path], seconds=60)
