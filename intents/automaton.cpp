#include "intents/automaton.h"

#include <algorithm>
#include <numeric>

namespace intents {

namespace {

std::uint64_t mixed(std::uint64_t key)
{
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 32;
}

}  // namespace

std::uint32_t Automaton::follow(std::uint32_t state, char32_t c) const
{
    if (edges_.empty()) return 0;
    const std::uint64_t wanted = key(state, c);
    const std::size_t mask = edges_.size() - 1;
    for (std::size_t i = mixed(wanted) & mask; edges_[i].key != 0; i = (i + 1) & mask)
        if (edges_[i].key == wanted) return edges_[i].to;
    return 0;
}

std::uint32_t Automaton::step_along_edges(std::uint32_t state, char32_t c,
                                          std::size_t& edges_tried) const
{
    for (;;) {
        ++edges_tried;
        if (const std::uint32_t next = follow(state, c)) return next;
        if (state == 0) return 0;
        state = fallback_[state];
    }
}

void Automaton::insert(std::uint64_t key, std::uint32_t to)
{
    if ((edge_count_ + 1) * 2 > edges_.size()) grow();
    const std::size_t mask = edges_.size() - 1;
    std::size_t i = mixed(key) & mask;
    while (edges_[i].key != 0) i = (i + 1) & mask;
    edges_[i] = {key, to};
    ++edge_count_;
}

void Automaton::grow()
{
    std::vector<Edge> old(std::max<std::size_t>(64, edges_.size() * 2));
    old.swap(edges_);
    edge_count_ = 0;
    for (const Edge& edge : old)
        if (edge.key != 0) insert(edge.key, edge.to);
}

int Automaton::add(std::u32string_view phrase)
{
    std::uint32_t state = 0;
    for (char32_t c : phrase) {
        std::uint32_t next = follow(state, c);
        if (next == 0) {
            next = static_cast<std::uint32_t>(parent_.size());
            insert(key(state, c), next);
            inner_.add(c);
            if (state == 0) first_.add(c);
            parent_.push_back(state);
            character_.push_back(c);
            phrase_at_.push_back(-1);
        }
        state = next;
    }
    if (state == 0) return -1;
    if (phrase_at_[state] < 0) {
        phrase_at_[state] = static_cast<std::int32_t>(length_.size());
        length_.push_back(static_cast<int>(phrase.size()));
    }
    return phrase_at_[state];
}

// Shallow states first: a state's fallback is shallower than the state.
void Automaton::compile()
{
    const std::size_t count = parent_.size();
    std::vector<std::uint32_t> depth(count, 0);
    for (std::size_t i = 1; i < count; ++i) depth[i] = depth[parent_[i]] + 1;
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return depth[a] < depth[b]; });
    fallback_.assign(count, 0);
    shorter_.assign(count, 0);
    std::size_t edges_tried = 0;
    for (const std::uint32_t state : order) {
        if (depth[state] > 1)
            fallback_[state] = step(fallback_[parent_[state]], character_[state], edges_tried);
        const std::uint32_t back = fallback_[state];
        shorter_[state] = phrase_at_[back] >= 0 ? back : shorter_[back];
    }
}

}  // namespace intents
