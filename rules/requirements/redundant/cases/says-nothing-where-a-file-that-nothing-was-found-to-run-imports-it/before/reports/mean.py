import numpy


def mean(values):
    return numpy.mean(values)
