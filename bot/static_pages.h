// The pages and scripts that are embedded in the program, with the headers that keep them safe.
#pragma once

#include "bot/net/http.h"

namespace bot {

// The answer to a GET or HEAD of `path`; 404 where there is no such file.
Response static_page(const Request& request);

// "The address in the browser's Origin header is this server's own", or there is none.
bool same_origin_or_none(const Request& request);
// The same, but the header has to be there.
bool same_origin(const Request& request);

}  // namespace bot
