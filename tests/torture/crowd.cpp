#include "tests/torture/crowd.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace torture {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t at_once = 4;  // messages on their way
// An answer that takes longer is not waited for: the line may be dead.
constexpr auto answer_within = 3s;
// Below the server's limits, with room for messages that a bad line delivers in one heap.
constexpr double burst = 14, per_second = 1.5;

constexpr std::array said = {
    "你好",        "买的点卡用不了 订单号513260912103055427",
    "13800001234", "帮我取消订单 624260912113055428",
    "13800001235", "还是不行",
    "转人工",      "算了",
    "是的",        "怎么还没到账",
    "退款要多久",  "谢谢",
};

}  // namespace

Customer::Customer(Port port, std::uint64_t seed, std::size_t most_messages)
    : port_(std::move(port)), random_(seed), most_messages_(most_messages)
{
}

void Customer::live(const std::atomic<bool>& writing, Clock::time_point deadline)
try {
    while (!satisfied_ && Clock::now() < deadline) {
        try {
            connect();
            talk(writing, deadline);
        } catch (const std::runtime_error&) {
            // Cut off, or nothing came in time.
        }
        socket_.reset();
        std::this_thread::sleep_for(std::chrono::milliseconds(5 + random_() % 60));
    }
} catch (const std::exception& error) {
    problems_.push_back(std::string("a frame that is none: ") + error.what());
}

void Customer::connect()
{
    const std::uint16_t port = port_();
    socket_ = std::make_unique<end_to_end::WebSocket>(port, "/ws");
    // A server that was started again has counted nothing yet; another connection alone allows
    // nobody more.
    if (std::exchange(last_port_, port) != port) {
        allowance_ = burst;
        allowance_at_ = Clock::now();
    }
    const json resume =
        conversation_.empty() ? json() : json{{"conv", conversation_}, {"after", events_.size()}};
    socket_->send({{"t", "hello"}, {"token", token_}, {"identity", nullptr}, {"resume", resume}});
    const json welcome = socket_->receive(answer_within);
    if (welcome.at("t") != "welcome") throw std::runtime_error("not now: " + welcome.dump());
    ++connections_;
    token_ = welcome.at("token");
    if (conversation_.empty()) conversation_ = welcome.at("conv");
    if (welcome.at("conv") != conversation_)
        problems_.push_back("another conversation: " + welcome.dump());
    expected_seq_ = welcome.at("seq");
    if (expected_seq_ < events_.size())
        problems_.push_back("events were shown that are gone: " + welcome.dump());
    sent_here_ = answered_;
}

void Customer::talk(const std::atomic<bool>& writing, Clock::time_point deadline)
{
    for (;;) {
        send_some(writing);
        const bool all_heard = unanswered() == 0 && events_.size() >= expected_seq_;
        const bool more_to_say = writing && messages_.size() < most_messages_;
        if (all_heard && !more_to_say) {
            satisfied_ = true;
            return;
        }
        if (Clock::now() > deadline) return;
        if (all_heard)
            std::this_thread::sleep_for(20ms);
        else
            hear(socket_->receive(answer_within));
    }
}

void Customer::send_some(const std::atomic<bool>& writing)
{
    const auto now = Clock::now();
    allowance_ = std::min(
        burst,
        allowance_ + per_second * std::chrono::duration<double>(now - allowance_at_).count());
    allowance_at_ = now;
    while (allowance_ >= 1 && sent_here_ - answered_ < at_once) {
        if (sent_here_ == messages_.size()) {
            if (!writing || messages_.size() >= most_messages_) return;
            write_another();
        }
        const Message& message = messages_[sent_here_++];
        if (message.acked || message.refused) continue;
        allowance_ -= 1;
        socket_->send({{"t", "send"}, {"cmid", message.cmid}, {"body", message.body}});
    }
    // Whatever is under way has to be answered before more is sent; nothing under way and no
    // allowance: what is left has to wait for it.
    if (sent_here_ == answered_ && unanswered() > 0) std::this_thread::sleep_for(50ms);
}

void Customer::write_another()
{
    messages_.push_back({"m" + std::to_string(messages_.size() + 1), body(), std::nullopt, false});
}

json Customer::body()
{
    const bool has_options = awaiting_.is_object() && !awaiting_.at("options").empty();
    if (has_options && random_() % 2 == 0) {
        const json& options = awaiting_.at("options");
        return {{"type", "choice"},
                {"value", options.at(random_() % options.size()).at("value")},
                {"for", awaiting_.at("id")}};
    }
    return {{"type", "text"}, {"text", said[random_() % said.size()]}};
}

void Customer::hear(const json& frame)
{
    const std::string type = frame.at("t");
    if (type == "event") {
        if (frame.at("seq") != events_.size() + 1)
            problems_.push_back("after " + std::to_string(events_.size()) + " came " +
                                frame.dump());
        events_.push_back(frame);
        if (frame.at("from") != "visitor") awaiting_ = frame.at("awaiting");
    } else if (type == "ack" || type == "error") {
        hear_answer(frame);
    } else if (type == "resync") {
        problems_.push_back("has to begin anew: " + frame.dump());
    }
}

void Customer::hear_answer(const json& frame)
{
    const json cmid = frame.value("cmid", json());
    const auto message = std::find_if(messages_.begin(), messages_.end(),
                                      [&](const Message& one) { return one.cmid == cmid; });
    if (message == messages_.end()) {
        problems_.push_back("an answer to nothing: " + frame.dump());
        return;
    }
    if (frame.at("t") == "ack") {
        if (message->acked && *message->acked != frame.at("seq"))
            problems_.push_back("acknowledged as two events: " + frame.dump());
        message->acked = frame.at("seq");
    } else {
        const std::string code = frame.at("code");
        if (code != "stale_answer") {
            in_order_ = in_order_ && code != "rate_limited";
            throw std::runtime_error("not now: " + frame.dump());
        }
        message->refused = true;
    }
    while (answered_ < messages_.size() &&
           (messages_[answered_].acked || messages_[answered_].refused))
        ++answered_;
}

Crowd::Crowd(std::size_t size, const Port& port, std::uint64_t seed, std::size_t most_messages,
             std::chrono::seconds patience)
{
    const auto deadline = Clock::now() + patience;
    for (std::size_t i = 0; i < size; ++i)
        customers_.push_back(std::make_unique<Customer>(port, seed + i, most_messages));
    for (const auto& customer : customers_)
        threads_.emplace_back(
            [this, deadline, &customer = *customer] { customer.live(writing_, deadline); });
}

Crowd::~Crowd()
{
    stop_writing();
    wait();
}

void Crowd::wait()
{
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

}  // namespace torture
