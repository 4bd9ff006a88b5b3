import cv2
from OpenGL import GL

print(GL, cv2.imread("a.png"))
