import cv2
import fitz
import psycopg2
import tensorflow as tf
