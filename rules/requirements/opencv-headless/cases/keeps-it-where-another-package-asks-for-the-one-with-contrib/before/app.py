import cv2
import mediapipe

print(mediapipe, cv2.imread("a.png"))
