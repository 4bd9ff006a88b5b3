from kit import *
from kit import wire
