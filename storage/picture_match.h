// Whether two pictures show the same: the hash proposes, the grey fields confirm. Pure.
//
// Two screenshots of one page that differ in an order number have the same hash, since that looks
// at 72 fields of the whole; in `PictureRow::signature` the digits are a field or two each, and one
// field that differs is enough. Compressing and scaling blur all fields a little, none of them
// much. Tested in tests/storage/pictures_test.cpp and, with screenshots, in tests/browser.
#pragma once

#include <string>

namespace storage {

struct PictureRow;

// Whether the hashes differ in few bits, so that comparing the fields is worth it.
bool may_match(const std::string& hash, const std::string& other);
// Re-encoded and resized copies do; pictures of one design with other contents do not.
bool match(const PictureRow& picture, const PictureRow& other);

}  // namespace storage
