// A visitor and an agent as the tests see them: connected, greeted, talking.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/end-to-end/kefu_process.h"
#include "tests/end-to-end/web_client.h"

namespace end_to_end {

using nlohmann::json;

class Visitor {
public:
    // Says hello as a new visitor, or with the token of an earlier visit.
    explicit Visitor(std::uint16_t port, const json& token = nullptr, const json& resume = nullptr);

    WebSocket socket;
    json welcome;
    std::string token() const { return welcome.at("token"); }
    std::string conv() const { return welcome.at("conv"); }

    // Sends and returns the ack or the error.
    json send(const std::string& cmid, const json& body);
    json say(const std::string& cmid, const std::string& text)
    {
        return send(cmid, {{"type", "text"}, {"text", text}});
    }
    // The next event with something the bot (or an agent, the system) says.
    json hear();
    // Events up to one whose text holds `part`, which is returned.
    json hear(const std::string& part);
    // Events up to one that waits for `name` (a slot, a checklist); wordings differ, this does not.
    json asked(const std::string& name);
    // Reads events until one has this seq.
    json event(std::uint64_t seq);
};

// A picture of one pixel; different for different numbers.
std::string png(unsigned char number = 0);
HttpAnswer upload(std::uint16_t port, const std::string& token, const std::string& bytes,
                  const std::string& type = "image/png");

struct Login {
    std::string cookie, token;
    json agent;
};
// Throws where it is refused.
Login log_in(std::uint16_t port, const std::string& name, const std::string& password);

class Agent {
public:
    Agent(std::uint16_t port, const Login& login);

    WebSocket socket;
    json welcome;

    // Opens the conversation; returns the state. What was read until "opened" is in `events`.
    json open(const std::string& conv);
    std::vector<json> events;
    // Sends the frame and returns its ack or error, passing everything else by.
    json act(json frame);
    // The next event of that type.
    json event(const std::string& type);
};

std::string origin(std::uint16_t port);

}  // namespace end_to_end
