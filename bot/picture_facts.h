// What a dialog gets to know of an uploaded picture. Blocks on the database for a moment.
#pragma once

#include <string>
#include <string_view>

#include "dialogs/input.h"
#include "storage/blob_store.h"
#include "storage/pictures.h"

namespace bot {

// Nothing is known of a picture that nobody looked at.
dialogs::PictureFacts picture_facts(const storage::Pictures& pictures, const storage::BlobRow& row);

// The program for editing pictures that `software` names; empty where it is a phone or its camera.
std::string editor_in(std::string_view software);

}  // namespace bot
