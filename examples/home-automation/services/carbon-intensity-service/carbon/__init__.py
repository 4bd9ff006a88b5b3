"""Carbon intensity of the local grid, and the hours in which it is lowest."""

__version__ = "1.4.0"
