// Customers who do not give up: they send over real WebSockets, come back with their token and the
// last event they have whenever a connection breaks, and send again what was not acknowledged.
//
// Each remembers everything he was told; check_log() holds it against the log.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/end-to-end/people.h"

namespace torture {

using end_to_end::json;
using Random = std::mt19937_64;
// Where to connect to now; the server has another port after each restart.
using Port = std::function<std::uint16_t()>;

struct Message {
    std::string cmid;
    json body;
    std::optional<std::uint64_t> acked;  // the seq
    bool refused = false;                // for good: it must not be in the log
};

class Customer {
public:
    Customer(Port port, std::uint64_t seed, std::size_t most_messages);

    // Sends messages while `writing`, at most so many, then until all of them are answered and
    // every event has arrived; gives up at the deadline.
    void live(const std::atomic<bool>& writing, std::chrono::steady_clock::time_point deadline);

    // What he knows; not while he lives.
    const std::string& conversation() const { return conversation_; }
    const std::vector<Message>& messages() const { return messages_; }
    const std::vector<json>& events() const { return events_; }  // seq 1, 2, 3 …
    const std::vector<std::string>& problems() const { return problems_; }
    bool satisfied() const { return satisfied_; }
    // False where the server once asked to slow down: later messages may have overtaken that one.
    bool in_order() const { return in_order_; }
    std::uint64_t connections() const { return connections_; }

private:
    void connect();
    void talk(const std::atomic<bool>& writing, std::chrono::steady_clock::time_point deadline);
    void send_some(const std::atomic<bool>& writing);
    void write_another();
    void hear(const json& frame);
    void hear_answer(const json& frame);
    json body();
    std::size_t unanswered() const { return messages_.size() - answered_; }

    Port port_;
    Random random_;
    std::size_t most_messages_;
    std::unique_ptr<end_to_end::WebSocket> socket_;
    json token_ = nullptr;
    std::string conversation_;
    std::uint64_t expected_seq_ = 0;  // of the last welcome
    std::vector<Message> messages_;
    std::size_t answered_ = 0;   // all messages before this one are
    std::size_t sent_here_ = 0;  // the next to send over this connection
    double allowance_ = 0;       // messages that may be sent now
    std::chrono::steady_clock::time_point allowance_at_;
    std::uint16_t last_port_ = 0;
    std::vector<json> events_;
    json awaiting_ = nullptr;
    std::vector<std::string> problems_;
    bool satisfied_ = false;
    bool in_order_ = true;
    std::uint64_t connections_ = 0;
};

// Customers, each on a thread of his own.
class Crowd {
public:
    Crowd(std::size_t size, const Port& port, std::uint64_t seed, std::size_t most_messages,
          std::chrono::seconds patience);
    ~Crowd();

    void stop_writing() { writing_ = false; }
    void wait();  // until all are satisfied or their patience is at its end
    const std::vector<std::unique_ptr<Customer>>& customers() const { return customers_; }

private:
    std::atomic<bool> writing_ = true;
    std::vector<std::unique_ptr<Customer>> customers_;
    std::vector<std::thread> threads_;
};

}  // namespace torture
