from money.rates import rate

print(rate("EUR"))
