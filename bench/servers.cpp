#include "bench/servers.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace bench {

namespace {

void use_processors(int first, int end)
{
    if (::sysconf(_SC_NPROCESSORS_ONLN) < 4) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = first; i < end; ++i) CPU_SET(i, &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

}  // namespace

void load_beside_servers() { use_processors(2, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN))); }

ServerProcess::ServerProcess(Serve serve)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "kefu-load-XXXXXX").string();
    int pipe[2];
    if (!::mkdtemp(pattern.data()) || ::pipe(pipe) != 0) throw std::runtime_error("no server");
    folder_ = pattern;
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        use_processors(0, 2);
        ::close(pipe[0]);
        serve(folder_, [&](std::uint16_t port) {
            if (::write(pipe[1], &port, sizeof port) < 0) ::_exit(1);
            ::close(pipe[1]);
        });
        ::_exit(0);
    }
    ::close(pipe[1]);
    const auto count = ::read(pipe[0], &port_, sizeof port_);
    ::close(pipe[0]);
    if (count != sizeof port_) throw std::runtime_error("a server did not start");
}

ServerProcess::~ServerProcess()
{
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

double ServerProcess::cpu_seconds() const
{
    // Nanoseconds on a processor are the first number.
    double sum = 0;
    for (const auto& thread :
         std::filesystem::directory_iterator("/proc/" + std::to_string(process_) + "/task")) {
        std::ifstream file(thread.path() / "schedstat");
        double nanoseconds = 0;
        file >> nanoseconds;
        sum += nanoseconds / 1e9;
    }
    return sum;
}

}  // namespace bench
