import paddle

print(paddle.ones([3]))
