// An HTTP server on 127.0.0.1 whose every answer a test writes, byte by byte: also those that no
// decent server gives.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class ScriptedServer {
public:
    struct Heard {
        std::string method, target;
        std::vector<std::pair<std::string, std::string>> headers;
        std::string body;
    };
    // The bytes that go back; empty: the connection is closed without an answer. Called on a thread
    // of the connection's own.
    using Answer = std::function<std::string(const Heard&)>;

    explicit ScriptedServer(Answer answer);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::vector<Heard> heard() const;
    int connections() const { return connections_; }

    static std::string json(int status, const std::string& body, const std::string& headers = {});

private:
    void serve(int connection);

    Answer answer_;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;  // of the two below
    std::vector<Heard> heard_;
    std::vector<std::thread> serving_;
    std::thread accepting_;
};
