import flask
import onnxruntime

print(flask, onnxruntime)
