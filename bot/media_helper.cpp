#include "bot/media_helper.h"

#include <nlohmann/json.hpp>

#include "bot/child_process.h"
#include "bot/log.h"

namespace bot {

using nlohmann::json;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// The sandbox allows ten seconds of processor time; a busy machine gives less than one a second.
constexpr ChildLimits limits{30s, 32u << 20};

// "JSON\n" and then the parts that it gives the lengths of.
class Answer {
public:
    explicit Answer(const std::string& output)
        : output_(output), at_(std::min(output.find('\n'), output.size()))
    {
        facts_ = json::parse(output.substr(0, at_), nullptr, false);
        ++at_;
    }
    // A decoder that was taken over may say anything, so nothing is believed to be there.
    template <typename Value>
    Value fact(const char* name, Value otherwise) const
    {
        try {
            return facts_.value(name, std::move(otherwise));
        } catch (const json::exception&) {
            return {};
        }
    }
    std::string part(const char* length_name)
    {
        const auto length = fact<std::uint64_t>(length_name, 0);
        if (at_ > output_.size() || length > output_.size() - at_) return {};
        std::string bytes = output_.substr(at_, length);
        at_ += length;
        return bytes;
    }
    bool is_object() const { return facts_.is_object(); }

private:
    const std::string& output_;
    std::size_t at_;
    json facts_;
};

Look read(const std::string& output)
{
    Look look;
    look.result = Look::Result::broken;
    Answer answer(output);
    if (!answer.is_object()) return look;
    if (const auto flaw = answer.fact<std::string>("flaw", ""); !flaw.empty()) {
        if (flaw == "no_picture") look.result = Look::Result::no_picture;
        return look;
    }
    look.media_type = answer.fact<std::string>("media_type", "");
    look.width = answer.fact<std::uint32_t>("width", 0);
    look.height = answer.fact<std::uint32_t>("height", 0);
    look.blank = answer.fact("blank", false);
    look.hash = answer.fact<std::string>("hash", "");
    look.software = answer.fact<std::string>("software", "");
    look.shown = answer.part("shown_bytes");
    look.thumbnail = answer.part("thumbnail_bytes");
    look.signature = answer.part("signature_bytes");
    if (!look.shown.empty() && !look.thumbnail.empty()) look.result = Look::Result::seen;
    return look;
}

}  // namespace

std::unique_ptr<const MediaHelper> MediaHelper::find()
{
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path() / "kefu-media";
    if (error || !fs::exists(program, error)) {
        log_warning("kefu-media is missing, pictures are taken unseen",
                    {{"wanted", program.string()}});
        return nullptr;
    }
    const ChildEnd end = run_child(program, {"check"}, "", limits);
    if (end.code != 0) {
        log_warning("kefu-media gets no sandbox here, pictures are taken unseen",
                    {{"code", end.code.value_or(-1)}, {"signal", end.signal}});
        return nullptr;
    }
    return std::make_unique<const MediaHelper>(program);
}

Look MediaHelper::look(std::string_view picture) const
{
    const ChildEnd end = run_child(program_, {"look"}, picture, limits);
    if (!end.started) {
        log_error("kefu-media cannot be started", {{"program", program_.string()}});
        return {};
    }
    if (end.code != 0) {
        log_warning("kefu-media broke off at a picture",
                    {{"code", end.code.value_or(-1)}, {"signal", end.signal}});
        Look look;
        look.result = Look::Result::broken;
        return look;
    }
    return read(end.output);
}

}  // namespace bot
