// A disk of a few megabytes, in memory, that only this process and its children see.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/end-to-end/kefu_process.h"

namespace torture {

class SmallDisk {
public:
    // Nothing where the system does not let us mount one.
    static std::unique_ptr<SmallDisk> mount(int megabytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;

    std::filesystem::path path() const { return folder_.path(); }
    // Takes all the room that is left.
    void fill();
    void make_room();

private:
    SmallDisk() = default;
    end_to_end::TemporaryFolder folder_;
};

}  // namespace torture
