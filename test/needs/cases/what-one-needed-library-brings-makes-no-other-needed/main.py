import networkx as nx
import plotly.graph_objects as go

print(nx.pagerank(nx.path_graph(4)))
go.Figure().show()
