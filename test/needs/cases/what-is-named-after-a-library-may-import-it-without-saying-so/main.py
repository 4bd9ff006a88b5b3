from httpx_sse import connect_sse

print(connect_sse)
