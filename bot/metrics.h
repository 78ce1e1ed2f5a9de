// What the server counts of itself, and the Prometheus text it is read as (GET /metrics).
//
// Counters are plain numbers of the loop's thread; histograms may be fed by any thread. Label
// values come from packs and from code, never from what somebody wrote, so their number is bounded.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bot {

class Histogram {
public:
    // `bounds`: the upper ends of the buckets, growing; one without an end is added.
    explicit Histogram(std::vector<double> bounds);

    void observe(double value);

    struct Bucket {
        double bound;
        std::uint64_t count;  // of values up to the bound
    };
    std::vector<Bucket> buckets() const;  // without the last, which holds all
    std::uint64_t count() const;
    double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;  // of each bucket alone
    std::atomic<double> sum_{0};
};

struct Metrics {
    using ByLabel = std::map<std::string, std::uint64_t>;
    using ByTwoLabels = std::map<std::pair<std::string, std::string>, std::uint64_t>;

    ByLabel messages_in;             // visitor, agent
    ByLabel messages_out;            // by the sender of the event
    std::uint64_t acks = 0;          // of new messages and of repeated ones
    ByLabel intents;                 // by intent
    std::uint64_t abstentions = 0;   // messages without an intent
    ByTwoLabels actions;             // action, outcome
    ByLabel uploads;                 // stored, refused, failed
    std::uint64_t upload_bytes = 0;  // of the stored ones
    ByTwoLabels refusals;            // visitor, agent, upload or login; code of the error
    std::int64_t visitor_sockets = 0, agent_sockets = 0, waiting_polls = 0;  // now

    Histogram commit_turns{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}};
    Histogram commit_seconds{
        {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5}};
};

// What is looked up at the moment of asking.
struct Gauges {
    bool ready = false;
    std::map<std::string, std::size_t> conversations;  // by owner: bot, queue, agent
    std::size_t uncommitted_turns = 0;
    std::size_t waiting_work = 0;
    bool order_system_asked = true;
    std::size_t open_tickets = 0, overdue_tickets = 0;
};

// Prometheus text format 0.0.4.
std::string write_metrics(const Metrics& metrics, const Gauges& gauges);

}  // namespace bot
