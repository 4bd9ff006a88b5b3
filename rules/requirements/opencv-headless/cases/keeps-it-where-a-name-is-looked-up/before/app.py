import cv2

show = getattr(cv2, "imshow")
show("a", cv2.imread("a.png"))
