import numpy
from scipy import optimize

print(optimize.brentq(lambda x: x - 1, 0, 2), numpy.zeros(3))
