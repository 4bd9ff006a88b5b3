import cv2

detector = cv2.aruco.ArucoDetector()
print(detector)
