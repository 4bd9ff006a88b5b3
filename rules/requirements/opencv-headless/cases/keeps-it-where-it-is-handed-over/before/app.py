import cv2
import view

view.show(cv2, cv2.imread("a.png"))
