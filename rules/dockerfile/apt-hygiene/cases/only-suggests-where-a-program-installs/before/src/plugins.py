import subprocess

subprocess.run(["apt-get", "-y", "install", "ffmpeg"], check=True)
