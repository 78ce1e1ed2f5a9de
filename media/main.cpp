// kefu-media: looks at one picture in a sandbox, for the server, which itself decodes nothing.
//
//   kefu-media look < PICTURE   what it is like, and copies of it to show
//   kefu-media check            whether a sandbox can be had here
//
// The answer goes to standard output: a line of JSON, then the parts it gives the lengths of, in
// that order. {"flaw":"broken"} is an answer too; whatever else goes wrong ends the program with
// another exit code than 0, and nothing it wrote before counts.
#include <unistd.h>

#include <sys/prctl.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "media/metadata.h"
#include "media/picture.h"
#include "media/sandbox.h"

namespace {

using nlohmann::json;

constexpr std::size_t input_max = 64u << 20;
constexpr std::uint32_t shown_side_max = 2048, thumbnail_side_max = 320;
constexpr int gentle = 10;  // nice: conversations go first

std::string read_all(int descriptor)
{
    std::string bytes;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || bytes.size() > input_max) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(count));
    }
}

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::string hex(std::uint64_t value)
{
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

std::string look(const std::string& bytes)
{
    const media::Decoded decoded = media::decode(bytes);
    if (decoded.flaw != media::Flaw::none)
        return json{{"flaw", decoded.flaw == media::Flaw::broken ? "broken" : "no_picture"}}
                   .dump() +
               '\n';
    Pix& pix = *decoded.pix;
    const std::string shown = media::jpeg_within(pix, shown_side_max);
    const std::string thumbnail = media::jpeg_within(pix, thumbnail_side_max);
    const std::string signature = media::signature(pix);
    const json answer{{"media_type", decoded.media_type},
                      {"width", decoded.width},
                      {"height", decoded.height},
                      {"blank", media::is_blank(pix)},
                      {"hash", hex(media::difference_hash(pix))},
                      {"software", media::metadata(bytes).software},
                      {"shown_bytes", shown.size()},
                      {"thumbnail_bytes", thumbnail.size()},
                      {"signature_bytes", signature.size()}};
    return answer.dump() + '\n' + shown + thumbnail + signature;
}

int run(std::string_view command)
{
    // The server that asked is gone: nobody reads the answer.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::nice(gentle) < 0) { /* then not */
    }
    media::limit({});
    media::enter_sandbox();
    if (command == "check") return write_all(STDOUT_FILENO, "{\"sandbox\":true}\n") ? 0 : 1;
    return write_all(STDOUT_FILENO, look(read_all(STDIN_FILENO))) ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments)
{
    const std::string_view command = count == 2 ? arguments[1] : "";
    if (command != "look" && command != "check") {
        std::fputs("usage: kefu-media look|check\n", stderr);
        return 2;
    }
    int code = 1;
    try {
        code = run(command);
    } catch (const std::exception& error) {
        const std::string line = std::string("kefu-media: ") + error.what() + '\n';
        write_all(STDERR_FILENO, line);
    }
    ::_exit(code);  // without what libraries do at the end of a program
}
