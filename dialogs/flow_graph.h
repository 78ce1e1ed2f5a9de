// A flow as the proofs walk over it: its steps, each with what is known of the slots there, and the
// ways between them. What is not known may be anything, so every real conversation is a walk here.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "dialogs/flow_ways.h"

namespace dialogs {

struct FlowGraph {
    // Of slots whose value is known: the value, `something`, or empty where it is unset.
    using Known = std::map<std::string, std::string>;
    static constexpr const char* something = "*";

    struct Edge {
        Way way;
        int to = -1;  // a node; -1: the flow ends with way.what
    };
    struct Node {
        const Step* step = nullptr;
        Known known{};
        std::vector<Edge> edges{};
        int from = -1;  // a node that leads here, nearest to the beginning
        Way how{};
    };

    const Flow* flow = nullptr;
    std::vector<Node> nodes{};  // the first is where the flow begins
    bool complete = true;       // false: it was too large to be walked

    // The way from the beginning to a node.
    std::vector<Walked> path_to(int node) const;
};

// `outcomes` gives those of a flow that is run.
FlowGraph graph_of(const Flow& flow,
                   const std::function<std::vector<std::string>(const std::string&)>& outcomes);

}  // namespace dialogs
