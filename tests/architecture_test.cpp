// The four libraries stand in a line, `intents ◄ dialogs ◄ storage ◄ bot`: a folder includes itself
// and those to its left. Beast stays under bot/net/, and the two pure libraries touch no world.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

const std::vector<std::string_view> line = {"intents", "dialogs", "storage", "bot"};

// Time, chance, threads and files are not for the pure libraries: what they need of them comes in
// as arguments. A prefix of what follows `#include <` or `#include "`.
const std::vector<std::string_view> impure = {
    "boost/",     "condition_variable", "csignal", "ctime",   "filesystem", "fstream",
    "future",     "iostream",           "mutex",   "pthread", "random",     "shared_mutex",
    "sqlite3.h",  "stop_token",         "sys/",    "thread",  "time.h",     "unistd.h",
    "SQLiteCpp/",
};

// Libraries that take long to compile stand behind one file of ours.
const std::vector<std::pair<std::string_view, std::string_view>> behind_one_file = {
    {"CLI/", "bot/commands/command_line.cpp"},
    {"mysql.h", "bot/gateway/mariadb.cpp"},
    {"spdlog/", "bot/log.cpp"},
};

// Exceptions, each with its reason: a file and the header it may include all the same.
const std::vector<std::pair<std::string_view, std::string_view>> allowed = {
    // Training takes turns: LIBLINEAR keeps its print function and its random numbers in globals.
    {"intents/classifier.cpp", "mutex>"},
    // Programs that the build runs, no part of the library.
    {"intents/make_simplified_table.cpp", "iostream>"},
    {"intents/make_syllable_table.cpp", "iostream>"},
};

std::size_t place_in_line(std::string_view folder)
{
    return static_cast<std::size_t>(std::find(line.begin(), line.end(), folder) - line.begin());
}

bool is_pure(std::string_view folder) { return folder == "intents" || folder == "dialogs"; }

// What follows `#include <` or `#include "` in a line of source; empty where it is no include.
std::string_view included(std::string_view text)
{
    const auto skip_spaces = [&] {
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    };
    skip_spaces();
    if (!text.starts_with('#')) return {};
    text.remove_prefix(1);
    skip_spaces();
    if (!text.starts_with("include")) return {};
    text.remove_prefix(7);
    skip_spaces();
    if (!text.starts_with('<') && !text.starts_with('"')) return {};
    return text.substr(1);
}

// Why `path` (relative to the source folder) may not include `header`; empty where it may.
std::string objection(const std::string& path, std::string_view header)
{
    const auto is_allowed = [&](const auto& exception) {
        return path == exception.first && header.starts_with(exception.second);
    };
    if (std::any_of(allowed.begin(), allowed.end(), is_allowed)) return {};
    const std::string folder = path.substr(0, path.find('/'));
    const std::string other{header.substr(0, std::min(header.find('/'), header.size()))};
    if (place_in_line(other) < line.size() && place_in_line(other) > place_in_line(folder)) {
        return folder + "/ may not include " + other + "/, which stands to its right";
    }
    if (header.starts_with("boost/beast") && !path.starts_with("bot/net/")) {
        return "Beast is included only under bot/net/";
    }
    for (const auto& [library, file] : behind_one_file)
        if (header.starts_with(library) && path != file)
            return std::string(library) + " is included only in " + std::string(file);
    const auto starts = [&](std::string_view prefix) { return header.starts_with(prefix); };
    if (is_pure(folder) && std::any_of(impure.begin(), impure.end(), starts)) {
        return folder + "/ is pure: no files, clock, chance, threads or network";
    }
    return {};
}

// "file:line: reason" for every include of this file that should not be there.
std::vector<std::string> violations(const std::string& path, std::istream& source)
{
    std::vector<std::string> found;
    std::string text;
    for (int number = 1; std::getline(source, text); ++number) {
        const std::string_view header = included(text);
        if (header.empty()) continue;
        const std::string reason = objection(path, header);
        if (!reason.empty()) found.push_back(path + ":" + std::to_string(number) + ": " + reason);
    }
    return found;
}

std::vector<std::string> violations_in(const std::string& path, const std::string& source)
{
    std::istringstream stream(source);
    return violations(path, stream);
}

bool is_source(const std::filesystem::path& path)
{
    return path.extension() == ".h" || path.extension() == ".cpp";
}

using Found = std::vector<std::string>;

}  // namespace

TEST(Architecture, every_include_points_left)
{
    int files = 0;
    for (const std::string_view folder : line) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!is_source(entry.path())) continue;
            ++files;
            std::ifstream source(entry.path());
            for (const std::string& violation : violations(entry.path().generic_string(), source)) {
                ADD_FAILURE() << violation;
            }
        }
    }
    EXPECT_GT(files, 10)
        << "the sources were not found: is the working directory the source folder?";
}

TEST(Architecture, finds_an_include_that_points_right)
{
    EXPECT_EQ(
        violations_in("dialogs/step.cpp",
                      "#include \"dialogs/step.h\"\n#  include  \"storage/event_log.h\"\n"),
        Found{"dialogs/step.cpp:2: dialogs/ may not include storage/, which stands to its right"});
    EXPECT_EQ(violations_in("intents/detector.h", "#include \"bot/main.h\"").size(), 1u);
}

TEST(Architecture, finds_the_world_in_a_pure_library)
{
    for (const char* header :
         {"<thread>", "<mutex>", "<fstream>", "<iostream>", "<random>", "<ctime>", "<filesystem>",
          "<sqlite3.h>", "<SQLiteCpp/Database.h>", "<boost/asio.hpp>"}) {
        const std::string source = std::string("#include ") + header;
        EXPECT_EQ(violations_in("intents/detector.cpp", source).size(), 1u) << header;
        EXPECT_EQ(violations_in("dialogs/step.h", source).size(), 1u) << header;
        EXPECT_EQ(violations_in("storage/event_log.cpp", source).size(), 0u) << header;
    }
}

TEST(Architecture, finds_beast_outside_the_network_layer)
{
    const std::string source = "#include <boost/beast/websocket.hpp>";
    EXPECT_EQ(violations_in("bot/net/websocket_session.cpp", source), Found{});
    EXPECT_EQ(violations_in("bot/engine.cpp", source),
              Found{"bot/engine.cpp:1: Beast is included only under bot/net/"});
    EXPECT_EQ(violations_in("storage/event_log.cpp", source).size(), 1u);
}

TEST(Architecture, finds_a_library_that_belongs_behind_one_file)
{
    const std::string source = "#include <spdlog/spdlog.h>";
    EXPECT_EQ(violations_in("bot/log.cpp", source), Found{});
    EXPECT_EQ(violations_in("bot/shard.cpp", source),
              Found{"bot/shard.cpp:1: spdlog/ is included only in bot/log.cpp"});
    EXPECT_EQ(violations_in("dialogs/dialog.cpp", source).size(), 1u);
}

TEST(Architecture, allows_what_points_left)
{
    EXPECT_EQ(violations_in("storage/event_log.cpp",
                            "#include \"storage/event_log.h\"\n"
                            "#include <mutex>\n"
                            "// #include <boost/beast.hpp>\n"
                            "#include \"dialogs/turn.h\"\n"
                            "#include \"intents/problem.h\"\n"),
              Found{});
}
