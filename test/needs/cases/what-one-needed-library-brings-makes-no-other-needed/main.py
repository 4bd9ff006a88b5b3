import networkx as nx
import plotly.express as px

print(nx.pagerank(nx.path_graph(4)))
px.bar(x=[1], y=[2]).show()
