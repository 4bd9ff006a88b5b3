import subprocess


def checked(words, seconds):
    return subprocess.run(words, timeout=seconds, capture_output=True, text=True).returncode
