// Reads GEXF files as Gephi Lite does (graphology-gexf) and prints what it found as JSON.
import { readFileSync } from "node:fs";
import graphology from "graphology";
import gexf from "graphology-gexf";

const found = {};
for (const path of process.argv.slice(2)) {
  const graph = gexf.parse(graphology.MultiGraph, readFileSync(path, "utf-8"));
  found[path] = {
    order: graph.order,
    size: graph.size,
    directed: graph.directedSize,
    undirected: graph.undirectedSize,
    nodes: graph.mapNodes((id, attributes) => ({ id, ...attributes })),
    edges: graph.mapEdges((id, attributes, source, target) => ({ id, source, target, ...attributes })),
  };
}
console.log(JSON.stringify(found));
