#include "bot/visitor_send.h"

namespace bot {

void send_as_visitor(Shard& shard, const FindImage& find_image, const std::string& conversation,
                     visitor::Send send, const std::string& address, Done done)
{
    VisitorMessage message{std::move(send.cmid), std::move(send.body), {}, 0, address, {}};
    if (const auto* image = std::get_if<ImageBody>(&message.body)) {
        const auto found = find_image(image->blob, conversation);
        if (!found)
            return done(
                {WireError{"not_found", "没有找到这张图片,请重新上传", message.cmid, {}, {}, {}}, 0,
                 0});
        message.media_type = found->media_type;
        message.bytes = found->bytes;
        message.picture = found->picture;
    }
    shard.visitor_sent(conversation, std::move(message), std::move(done));
}

}  // namespace bot
