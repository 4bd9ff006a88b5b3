from kit.net import *
