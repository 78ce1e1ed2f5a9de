// A conversation played in memory, with a clock and an order system of its own: what pack tests and
// unit tests talk to. Everything but the outside is the real thing: the pack's detector and step().
#pragma once

#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dialogs/step.h"

namespace dialogs {

class Rehearsal {
public:
    // `orders` as vocabulary.md writes them, with absolute times.
    Rehearsal(const Pack& pack, Time now, std::vector<nlohmann::json> orders);

    // The next outcome of `action`, before the order system is asked; for lost races and time-outs.
    void force(const std::string& action, const std::string& outcome);

    void visitor_says(const std::string& text);    // and has finished: what waits for more is said
    void visitor_begins(const std::string& text);  // and goes on writing at once
    void visitor_chooses(const std::string& value);  // of what is awaited now
    void visitor_sends_image(const std::string& item = {}, PictureFacts picture = {});
    std::string last_image() const { return "b_" + std::to_string(blobs_); }
    void agent(AgentAct act, const std::string& text = {});  // tickets: the newest review
    void wait(std::chrono::milliseconds time);               // timers fire on the way

    const Conversation& conversation() const { return conversation_; }
    // What the bot, the system and agents have said since the visitor's last act, as text.
    const std::vector<std::string>& heard() const { return heard_; }
    const std::optional<Refusal>& refused() const { return refused_; }
    const std::vector<Event>& log() const { return log_; }
    const std::vector<Input>& inputs() const { return inputs_; }

private:
    void put(Input input);
    void pass(std::chrono::milliseconds time);
    void run_actions();
    std::pair<std::string, nlohmann::json> perform(const Effect& effect);
    std::string next_cmid();

    const Pack& pack_;
    Time now_;
    std::vector<nlohmann::json> orders_;
    std::map<std::string, std::deque<std::string>> forced_;
    Conversation conversation_;
    std::vector<std::string> heard_;
    std::optional<Refusal> refused_;
    std::vector<Event> log_;
    std::vector<Input> inputs_;
    int messages_ = 0;
    int blobs_ = 0;
};

}  // namespace dialogs
