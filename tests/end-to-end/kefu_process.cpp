#include "tests/end-to-end/kefu_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace end_to_end {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Where data folders are kept after the tests, so that script/test can replay their conversations.
static const char* kept_data() { return std::getenv("KEFU_TEST_DATA"); }

TemporaryFolder::TemporaryFolder()
{
    const fs::path parent = kept_data() ? fs::path(kept_data()) : fs::temp_directory_path();
    std::string pattern = (parent / "kefu-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    if (kept_data() && fs::exists(path_ / "kefu.db")) return;
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

namespace {

pid_t start(const std::string& program, const std::vector<std::string>& arguments, int input,
            int output, int errors)
{
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    const pid_t process = ::fork();
    if (process != 0) return process;
    // A test that is stopped from outside takes its programs with it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(input, 0);
    ::dup2(output, 1);
    if (errors >= 0) ::dup2(errors, 2);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::execv(program.c_str(), raw.data());
    ::_exit(127);
}

// The exit code of a process that ends within `patience`; 128 + N when signal N ended it.
std::optional<int> ended_within(pid_t process, std::chrono::seconds patience)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    int status = 0;
    while (::waitpid(process, &status, WNOHANG) != process) {
        if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
        std::this_thread::sleep_for(5ms);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string content(const fs::path& file)
{
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<std::string> serve_arguments(const fs::path& data,
                                         const std::vector<std::string>& further)
{
    std::vector<std::string> arguments{"serve",       "--demo",   "--data",
                                       data.string(), "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return arguments;
}

}  // namespace

Finished run_kefu(const std::vector<std::string>& arguments, const std::string& input)
{
    const TemporaryFolder folder;
    const fs::path in = folder.path() / "in", out = folder.path() / "out",
                   err = folder.path() / "err";
    std::ofstream(in) << input;
    const int input_file = ::open(in.c_str(), O_RDONLY | O_CLOEXEC);
    const int output_file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int errors_file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const pid_t process = start(KEFU_BINARY, arguments, input_file, output_file, errors_file);
    const auto status = ended_within(process, 60s);
    if (!status) {
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
    }
    for (const int file : {input_file, output_file, errors_file}) ::close(file);
    if (!status)
        throw std::runtime_error("kefu did not end; it said: " + content(out) + content(err));
    return {*status, content(out), content(err)};
}

Server::Server(const fs::path& data, const std::vector<std::string>& further,
               const std::string& program)
    : Server(serve_arguments(data, further), program)
{
}

Server Server::gateway(const fs::path& configuration)
{
    return Server({"gateway", "--config", configuration.string(), "--listen", "127.0.0.1:0"},
                  KEFU_BINARY);
}

Server::Server(const std::vector<std::string>& arguments, const std::string& program)
{
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    process_ = start(program, arguments, nothing, pipe[1], -1);
    ::close(pipe[1]);
    ::close(nothing);
    output_ = pipe[0];

    const auto deadline = std::chrono::steady_clock::now() + 60s;
    const std::regex address("http://127\\.0\\.0\\.1:([0-9]+)/");
    const std::regex password("admin password.*: (\\S+)\n");
    std::string said;
    std::smatch match;
    while (!std::regex_search(said, match, address)) {
        pollfd ready{output_, POLLIN, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        char bytes[4096];
        const bool arrived =
            left.count() > 0 && ::poll(&ready, 1, static_cast<int>(left.count())) > 0;
        const auto count = arrived ? ::read(output_, bytes, sizeof bytes) : 0;
        if (count <= 0) {
            kill();
            ::close(output_);
            throw std::runtime_error("kefu did not start; it said: " + said);
        }
        said.append(bytes, static_cast<std::size_t>(count));
    }
    port_ = static_cast<std::uint16_t>(std::stoi(match[1]));
    if (std::regex_search(said, match, password)) password_ = match[1];
}

Server::~Server()
{
    kill();
    ::close(output_);
}

void Server::kill()
{
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

int Server::stop()
{
    ::kill(process_, SIGTERM);
    const auto code = ended_within(process_, 10s);
    if (!code) throw std::runtime_error("kefu serve does not stop");
    process_ = -1;
    return *code;
}

int Server::wait()
{
    const auto code = ended_within(process_, 60s);
    if (!code) throw std::runtime_error("kefu serve does not end");
    process_ = -1;
    return *code;
}

void Server::hang_up() { ::kill(process_, SIGHUP); }

bool Server::running() { return process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == 0; }

}  // namespace end_to_end
