from flask import Flask

app = Flask(__name__)

from sympy.abc import x
from sympy.utilities.autowrap import autowrap

double = autowrap(2 * x)
