import albumentations
import cv2

print(albumentations.Blur()(image=cv2.imread("a.png")))
