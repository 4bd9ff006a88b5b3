import ctypes

import cv2

ctypes.CDLL("libGL.so.1")
print(cv2.imread("a.png"))
