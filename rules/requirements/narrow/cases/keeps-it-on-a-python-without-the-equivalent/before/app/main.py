import networkx

graph = networkx.DiGraph()
graph.add_edge("a", "b")
print(list(networkx.topological_sort(graph)))
