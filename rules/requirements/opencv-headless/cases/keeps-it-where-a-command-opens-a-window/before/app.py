import cv2

print(cv2.imread("photo.png").shape)
