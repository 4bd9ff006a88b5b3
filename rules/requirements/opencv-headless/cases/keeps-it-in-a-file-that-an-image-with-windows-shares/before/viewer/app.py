import cv2

cv2.imshow("a", cv2.imread("a.png"))
cv2.waitKey(0)
