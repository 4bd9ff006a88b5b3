from cv2 import *

print(imread("a.png"))
