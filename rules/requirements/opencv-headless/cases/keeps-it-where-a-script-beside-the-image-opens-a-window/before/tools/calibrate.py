import cv2

cv2.namedWindow("board")
cv2.waitKey(0)
