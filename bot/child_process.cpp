#include "bot/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace bot {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }
    void close()
    {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

// A file without a name, to be read from its beginning.
int file_with(std::string_view bytes)
{
    const int file = ::memfd_create("kefu-input", MFD_CLOEXEC);
    if (file < 0) fail("cannot make a file in memory");
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            ::close(file);
            fail("cannot fill a file in memory");
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            int input, int output)
{
    std::string name = program.string();
    std::vector<std::string> words = arguments;
    std::vector<char*> raw{name.data()};
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    // Threads of a library would be system calls that the sandbox does not know.
    std::vector<std::string> variables{"LC_ALL=C", "OMP_THREAD_LIMIT=1"};
    if (const char* options = std::getenv("UBSAN_OPTIONS"))
        variables.push_back(std::string("UBSAN_OPTIONS=") + options);
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    pid_t child = -1;
    const int error =
        ::posix_spawn(&child, name.c_str(), &actions, nullptr, raw.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? child : -1;
}

// False where it wrote too much or took too long.
bool read_until_end(int pipe, const ChildLimits& limits, std::string& output)
{
    const auto deadline = Clock::now() + limits.patience;
    std::array<char, 1 << 16> buffer;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return false;
        pollfd waiting{pipe, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
        const ssize_t count = ::read(pipe, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        output.append(buffer.data(), static_cast<std::size_t>(count));
        if (output.size() > limits.output_max) return false;
    }
}

}  // namespace

ChildEnd run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                   std::string_view input, const ChildLimits& limits)
{
    ChildEnd end;
    const Descriptor file(file_with(input));
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) fail("cannot make a pipe");
    const Descriptor from(pipe[0]);
    Descriptor to(pipe[1]);
    const pid_t child = spawn(program, arguments, file.get(), to.get());
    if (child < 0) return end;
    end.started = true;
    to.close();
    if (!read_until_end(from.get(), limits, end.output)) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status))
        end.code = WEXITSTATUS(status);
    else
        end.signal = WTERMSIG(status);
    return end;
}

}  // namespace bot
