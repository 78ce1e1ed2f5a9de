#include "bot/picture_facts.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace bot {

namespace {

// As they write themselves into EXIF's Software and PNG's text, in lower case.
constexpr std::array<std::string_view, 15> editors = {
    "photoshop", "lightroom", "gimp",  "snapseed",  "picsart",  "meitu", "canva",   "pixelmator",
    "affinity",  "paint.net", "krita", "photoroom", "facetune", "vsco",  "photopea"};

}  // namespace

std::string editor_in(std::string_view software)
{
    std::string lower(software);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool named = std::any_of(editors.begin(), editors.end(), [&](std::string_view editor) {
        return lower.find(editor) != std::string::npos;
    });
    return named ? std::string(software) : std::string();
}

dialogs::PictureFacts picture_facts(const storage::Pictures& pictures, const storage::BlobRow& row)
{
    dialogs::PictureFacts facts;
    const auto picture = pictures.find(row.sha256);
    if (!picture) return facts;
    facts.width = picture->width;
    facts.height = picture->height;
    facts.blank = picture->blank;
    facts.editor = editor_in(picture->software);
    for (const auto& earlier : pictures.copies_before(row.id)) {
        if (earlier.conversation != row.conversation) {
            if (facts.seen_in.empty()) facts.seen_in = earlier.conversation;
        } else if (facts.copy_of.empty()) {
            facts.copy_of = earlier.blob;
        }
    }
    return facts;
}

}  // namespace bot
