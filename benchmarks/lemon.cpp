// Reads n, m and m edges (ends, weight) as 64-bit integers; matches all vertices by LEMON, prints the
// weight, or nothing where not all can be matched.
#include <cstdint>
#include <cstdio>
#include <vector>
#include <lemon/matching.h>
#include <lemon/smart_graph.h>

int main() {
  int64_t size[2];
  if (fread(size, 8, 2, stdin) != 2) return 1;
  std::vector<int64_t> edges(3 * size[1]);
  if (fread(edges.data(), 8, edges.size(), stdin) != edges.size()) return 1;
  lemon::SmartGraph graph;
  graph.reserveNode(size[0]);
  graph.reserveEdge(size[1]);
  std::vector<lemon::SmartGraph::Node> nodes;
  for (int64_t i = 0; i < size[0]; ++i) nodes.push_back(graph.addNode());
  lemon::SmartGraph::EdgeMap<int64_t> weights(graph);
  for (int64_t j = 0; j < size[1]; ++j)
    weights[graph.addEdge(nodes[edges[3 * j]], nodes[edges[3 * j + 1]])] = edges[3 * j + 2];
  lemon::MaxWeightedPerfectMatching<lemon::SmartGraph, lemon::SmartGraph::EdgeMap<int64_t>>
      matching(graph, weights);
  if (matching.run()) printf("%lld\n", (long long)matching.matchingWeight());
}
