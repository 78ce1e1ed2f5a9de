// An HTTP request and its answer, as plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;
    std::string path;   // without the query; not decoded
    std::string query;  // what follows '?'
    Headers headers;
    std::string body;
    // Of the client, without the port: the peer's, or what a reverse proxy on this machine says.
    std::string address;

    // The first header of that name (any case); empty where there is none.
    std::string_view header(std::string_view name) const;
    // The value of a cookie; empty where there is none.
    std::string_view cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    // Sent instead of `body` where not empty; lives as long as the program.
    std::string_view lasting_body;

    static Response json(int status, std::string body);
    static Response text(int status, std::string body);
};

}  // namespace bot
