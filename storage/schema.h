// The tables, as numbered migrations: a database at version n becomes n+1 by the n-th statement
// list.
#pragma once

#include <string_view>
#include <vector>

namespace storage {

// migrations()[0] makes an empty database version 1. Never change one that was released.
const std::vector<std::string_view>& migrations();

}  // namespace storage
