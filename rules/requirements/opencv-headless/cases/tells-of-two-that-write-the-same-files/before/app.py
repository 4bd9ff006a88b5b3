import cv2
import supervision

print(supervision.Detections.empty(), cv2.imread("a.png"))
