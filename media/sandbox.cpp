#include "media/sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace media {

namespace {

[[noreturn]] void fail(int error, const char* what)
{
    throw std::system_error(error, std::generic_category(), what);
}

void set_limit(int resource, rlim_t value, const char* what)
{
    const rlimit both{value, value};
    if (::setrlimit(resource, &both) != 0) fail(errno, what);
}

// Sanitizers reserve terabytes of addresses that they never use, and try addresses out by writing
// them to a pipe.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

// What decoders, the allocator and the C library use once everything is open.
constexpr int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(write),          SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(fstat),          SCMP_SYS(newfstatat),
    SCMP_SYS(brk),          SCMP_SYS(mmap),           SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(mprotect),       SCMP_SYS(madvise),
    SCMP_SYS(futex),        SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),       SCMP_SYS(gettid),         SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),  SCMP_SYS(sched_yield),    SCMP_SYS(exit),
    SCMP_SYS(exit_group),   SCMP_SYS(tgkill),
};

// Libraries that find a file missing go on without it.
constexpr int denied[] = {SCMP_SYS(open),     SCMP_SYS(openat),
                          SCMP_SYS(access),   SCMP_SYS(faccessat),
                          SCMP_SYS(readlink), SCMP_SYS(stat),
                          SCMP_SYS(prctl),    SCMP_SYS(ioctl),
                          SCMP_SYS(sysinfo),  SCMP_SYS(sched_getaffinity)};

}  // namespace

void limit(const Limits& limits)
{
    if (!sanitized) set_limit(RLIMIT_AS, limits.memory_bytes, "cannot limit the memory");
    set_limit(RLIMIT_CPU, limits.cpu_seconds, "cannot limit the processor time");
    set_limit(RLIMIT_CORE, 0, "cannot limit core dumps");
}

void enter_sandbox()
{
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(errno, "cannot give up privileges");
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(
        seccomp_init(SCMP_ACT_KILL_PROCESS), &seccomp_release);
    if (!filter) fail(ENOMEM, "cannot make a filter");
    for (const int call : allowed)
        if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0))
            fail(-error, "cannot allow a system call");
    if (sanitized)
        if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(pipe2), 0))
            fail(-error, "cannot allow a system call");
    for (const int call : denied)
        if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0))
            fail(-error, "cannot deny a system call");
    if (const int error = seccomp_load(filter.get())) fail(-error, "the kernel refuses the filter");
}

}  // namespace media
