// The built web pages, embedded in the program (cmake/embed.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace bot {

struct WebAsset {
    std::string_view path;  // "/widget.js"
    std::string_view content;
    std::string_view hash;  // of the content
};

// In the order of their paths; empty where web/dist was missing at the build.
const std::vector<WebAsset>& web_assets();

}  // namespace bot
