from flask import Flask

app = Flask(__name__)

NAMES = open("/usr/include/asm-generic/errno.h").read()
