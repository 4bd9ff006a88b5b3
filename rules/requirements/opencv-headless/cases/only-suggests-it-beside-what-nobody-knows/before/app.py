import acme_shapes_client
import cv2

print(acme_shapes_client, cv2.imread("a.png"))
