// Has pictures looked at by kefu-media, the program beside this one that decodes them in a sandbox.
// The server itself decodes nothing.
//
// Safe on any thread. A look blocks for as long as a picture takes to decode, 30 seconds at most:
// keep it off the event loop and off the workers that messages wait for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

// What kefu-media says of a picture (media/picture.h).
struct Look {
    enum class Result {
        seen,
        no_picture,   // of none of the kinds, or too many pixels
        broken,       // cut short, damaged, or more than the sandbox's memory and time can decode
        unavailable,  // the program could not be started: the picture may well be one
    };
    Result result = Result::unavailable;
    std::string media_type;
    std::uint32_t width = 0, height = 0;
    bool blank = false;
    std::string hash;       // 16 hex digits
    std::string software;   // that wrote it; mostly empty
    std::string shown;      // JPEGs made anew: to look at, and small for a list
    std::string thumbnail;  //
    std::string signature;  // grey fields, for telling copies from likenesses
};

class MediaHelper {
public:
    // Where it lies beside this program and a sandbox can be had; else nullptr, and the log says
    // why: pictures are then taken by what their first bytes say.
    static std::unique_ptr<const MediaHelper> find();
    explicit MediaHelper(std::filesystem::path program) : program_(std::move(program)) {}

    Look look(std::string_view picture) const;

private:
    std::filesystem::path program_;
};

}  // namespace bot
