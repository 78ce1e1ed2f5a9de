// What the HTTP requests of the API have in common: how they are refused, and how the widget in a
// shop's own page reads their answers. Pure.
#pragma once

#include <string>

#include "bot/net/http.h"
#include "bot/wire.h"

namespace bot {

Response refusal(int status, std::string code, std::string message);
// With the status that goes with the code, and Retry-After where it says how long to wait.
Response refusal(const WireError& error);

// Answers of the API are nobody's to keep, to frame or to guess at.
Response guarded(Response response);

// Lets a page of any shop read the answer, without credentials: it speaks with the visitor's token,
// never with a cookie.
Response open_to_shops(Response response);
// The answer to a browser that asks whether such a page may send its request.
Response preflight();

// The token of "Authorization: Bearer …"; empty where there is none.
std::string bearer(const Request& request);

}  // namespace bot
