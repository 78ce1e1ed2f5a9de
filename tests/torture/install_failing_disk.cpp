// Linked with the objects of kefu: the same program on a disk that fails as the variable
// KEFU_FAILING_DISK says (tests/support/failing_disk.h).
#include <cstdlib>

#include "tests/support/failing_disk.h"

namespace {

const bool installed = [] {
    const char* const fault = std::getenv("KEFU_FAILING_DISK");
    if (fault) failing_disk::install(failing_disk::from_text(fault));
    return fault != nullptr;
}();

}  // namespace
