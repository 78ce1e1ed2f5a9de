#include "tests/end-to-end/people.h"

#include "tests/support/pictures.h"

#include <stdexcept>

namespace end_to_end {

Visitor::Visitor(std::uint16_t port, const json& token, const json& resume) : socket(port, "/ws")
{
    socket.send({{"t", "hello"}, {"token", token}, {"identity", nullptr}, {"resume", resume}});
    welcome = socket.receive();
    if (welcome.at("t") != "welcome") throw std::runtime_error("not welcome: " + welcome.dump());
}

json Visitor::send(const std::string& cmid, const json& body)
{
    socket.send({{"t", "send"}, {"cmid", cmid}, {"body", body}});
    for (;;) {
        json frame = socket.receive();
        const std::string type = frame.at("t");
        if ((type == "ack" || type == "error") && frame.value("cmid", "") == cmid) return frame;
        socket.passed.push_back(std::move(frame));
    }
}

json Visitor::hear()
{
    for (;;) {
        json frame = socket.receive_until("event");
        if (frame.at("from") != "visitor") return frame;
    }
}

json Visitor::hear(const std::string& part)
{
    std::string heard;
    try {
        for (;;) {
            json frame = hear();
            if (frame.at("body").dump().find(part) != std::string::npos) return frame;
            heard += frame.at("body").dump() + '\n';
        }
    } catch (const std::runtime_error& error) {
        throw std::runtime_error("waited for '" + part + "', heard:\n" + heard + error.what());
    }
}

json Visitor::asked(const std::string& name)
{
    for (;;) {
        json frame = hear();
        if (frame.at("awaiting").is_object() && frame.at("awaiting").at("name") == name)
            return frame;
    }
}

json Visitor::event(std::uint64_t seq)
{
    for (;;) {
        json frame = socket.receive_until("event");
        if (frame.at("seq") == seq) return frame;
    }
}

std::string png(unsigned char number)
{
    return test_support::picture(test_support::Format::png, {640, 900, number + 1u});
}

HttpAnswer upload(std::uint16_t port, const std::string& token, const std::string& bytes,
                  const std::string& type)
{
    return http(port, "POST", "/api/v1/blobs",
                {{"Authorization", "Bearer " + token}, {"Content-Type", type}}, bytes);
}

std::string origin(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

Login log_in(std::uint16_t port, const std::string& name, const std::string& password)
{
    const HttpAnswer answer =
        http(port, "POST", "/api/v1/login", {{"Content-Type", "application/json"}},
             json{{"name", name}, {"password", password}}.dump());
    if (answer.status != 200) throw std::runtime_error("login refused: " + answer.body);
    const std::string cookie = answer.headers.at("set-cookie");
    return {cookie.substr(0, cookie.find(';')), answer.json().at("token"),
            answer.json().at("agent")};
}

Agent::Agent(std::uint16_t port, const Login& login)
    : socket(port, "/console/ws", {{"Cookie", login.cookie}, {"Origin", origin(port)}})
{
    socket.send({{"t", "hello"}, {"token", login.token}, {"resume", nullptr}});
    welcome = socket.receive();
    if (welcome.at("t") != "welcome") throw std::runtime_error("not welcome: " + welcome.dump());
}

json Agent::open(const std::string& conv)
{
    socket.send({{"t", "open"}, {"conv", conv}, {"after", 0}});
    const json state = socket.receive_until("state");
    for (;;) {
        json frame = socket.receive();
        if (frame.at("t") == "opened") return state.at("state");
        if (frame.at("t") == "event") events.push_back(std::move(frame));
    }
}

json Agent::act(json frame)
{
    const std::string cmid = frame.at("cmid");
    socket.send(frame);
    for (;;) {
        json answer = socket.receive();
        const std::string type = answer.at("t");
        if ((type == "ack" || type == "error") && answer.value("cmid", "") == cmid) return answer;
        socket.passed.push_back(std::move(answer));
    }
}

json Agent::event(const std::string& type)
{
    for (;;) {
        json frame = socket.receive_until("event");
        if (frame.at("type") == type) return frame;
    }
}

}  // namespace end_to_end
