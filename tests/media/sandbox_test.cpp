// Each of these runs in a process of its own, which the sandbox ends or lets live.
#include "media/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "media/picture.h"
#include "tests/support/pictures.h"

namespace {

// Ends as the kernel says at once, past what a sanitizer would like to do at the end.
[[noreturn]] void leave(bool right) { ::_exit(right ? 0 : 1); }

const auto ended_well = testing::ExitedWithCode(0);
const auto forbidden = testing::KilledBySignal(SIGSYS);

}  // namespace

TEST(SandboxDeathTest, lets_a_picture_be_decoded)
{
    using test_support::Format;
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const std::string bytes = test_support::picture(format);
        EXPECT_EXIT(
            {
                media::enter_sandbox();
                const auto decoded = media::decode(bytes);
                leave(decoded.pix && !media::jpeg_within(*decoded.pix, 320).empty());
            },
            ended_well, "")
            << static_cast<int>(format);
    }
}

TEST(SandboxDeathTest, opens_no_file)
{
    EXPECT_EXIT(
        {
            media::enter_sandbox();
            leave(::open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES);
        },
        ended_well, "");
}

TEST(SandboxDeathTest, ends_a_process_that_wants_a_socket)
{
    EXPECT_EXIT(
        {
            media::enter_sandbox();
            leave(::socket(AF_INET, SOCK_STREAM, 0) < 0);
        },
        forbidden, "");
}

TEST(SandboxDeathTest, ends_a_process_that_wants_another_one)
{
    EXPECT_EXIT(
        {
            media::enter_sandbox();
            leave(::syscall(SYS_fork) < 0);
        },
        forbidden, "");
    EXPECT_EXIT(
        {
            media::enter_sandbox();
            ::execl("/bin/true", "true", nullptr);
            leave(false);
        },
        forbidden, "");
    EXPECT_EXIT(
        {
            media::enter_sandbox();
            ::kill(::getppid(), 0);
            leave(false);
        },
        forbidden, "");
}

TEST(SandboxDeathTest, ends_a_process_that_computes_too_long)
{
    EXPECT_EXIT(
        {
            media::limit({768ull << 20, 1});
            media::enter_sandbox();
            volatile bool tired = false;
            while (!tired) {
            }
        },
        testing::KilledBySignal(SIGKILL), "");
}

#ifndef __SANITIZE_ADDRESS__
TEST(SandboxDeathTest, gives_no_more_memory_than_allowed)
{
    EXPECT_EXIT(
        {
            media::limit({256ull << 20, 10});
            media::enter_sandbox();
            leave(std::malloc(512u << 20) == nullptr);
        },
        ended_well, "");
}
#endif
