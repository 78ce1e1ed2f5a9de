#include "tests/torture/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

namespace torture {

namespace {

// A view of the mounted file systems of our own; for others than root with a user of our own too.
bool mounts_of_our_own()
{
    const auto user = ::getuid(), group = ::getgid();
    if (user == 0) {
        if (::unshare(CLONE_NEWNS) != 0) return false;
    } else {
        if (::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0) return false;
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
        std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    }
    return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

std::unique_ptr<SmallDisk> SmallDisk::mount(int megabytes)
{
    std::unique_ptr<SmallDisk> disk(new SmallDisk);
    const std::string options = "size=" + std::to_string(megabytes) + "m";
    if (!mounts_of_our_own() ||
        ::mount("none", disk->path().c_str(), "tmpfs", 0, options.c_str()) != 0)
        return nullptr;
    return disk;
}

SmallDisk::~SmallDisk() { ::umount2(path().c_str(), MNT_DETACH); }

void SmallDisk::fill()
{
    const int file =
        ::open((path() / "filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string bytes(4096, 'x');
    while (::write(file, bytes.data(), bytes.size()) > 0) {
    }
    ::close(file);
}

void SmallDisk::make_room() { std::filesystem::remove(path() / "filler"); }

}  // namespace torture
