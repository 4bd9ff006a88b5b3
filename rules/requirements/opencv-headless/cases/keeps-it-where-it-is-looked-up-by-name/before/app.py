import cv2

print(cv2.imread("photo.png").shape)

from importlib.metadata import version

print(version("opencv-python"))
