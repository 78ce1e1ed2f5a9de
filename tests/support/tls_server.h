// A TLS server on 127.0.0.1 with a certificate of its own making: gives every request on it the
// same answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

class TlsServer {
public:
    // The certificate is for `name` and is written to `certificate` (PEM).
    TlsServer(const std::string& name, const std::filesystem::path& certificate,
              std::string answer);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;

    std::uint16_t port() const { return port_; }
    int requests() const { return requests_; }

private:
    void serve(int connection);

    std::string answer_;
    void* context_ = nullptr;  // SSL_CTX
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> requests_ = 0;
    std::thread accepting_;
};
