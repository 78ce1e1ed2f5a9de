// A visitor's message on its way to the shard, the same over a socket and over HTTP.
// Loop's thread only.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bot/shard.h"
#include "bot/visitor_wire.h"

namespace bot {

// What a picture is that was uploaded to a conversation; nothing where there is none of that id.
struct UploadedImage {
    std::string media_type;
    std::uint64_t bytes = 0;
    dialogs::PictureFacts picture;
};
using FindImage = std::function<std::optional<UploadedImage>(const std::string& blob,
                                                             const std::string& conversation)>;

// `done` is called once: with an error, which names the cmid, or with the number the message got
// when it was on disk.
void send_as_visitor(Shard& shard, const FindImage& find_image, const std::string& conversation,
                     visitor::Send send, const std::string& address, Done done);

}  // namespace bot
