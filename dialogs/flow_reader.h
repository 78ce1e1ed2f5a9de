// Reads one file of flows/: YAML to Flow. docs/packs.md describes the language.
#pragma once

#include <optional>

#include "dialogs/flow.h"
#include "intents/yaml.h"

namespace dialogs {

// What a flow may name; used to refuse what does not exist.
struct KnownNames {
    std::vector<std::string> intents;
    std::vector<std::string>
        questions;  // the intents, and intent/pattern for each of their patterns
    std::vector<std::string> replies;
    bool all_replies = true;  // false: some file of them could not be read, and was said to be so
    std::vector<std::string> checklists;
    std::vector<std::string> queues;
};

// Nothing where the file is no flow at all; smaller mistakes are noted and the rest is read.
std::optional<Flow> read_flow(const intents::Yaml& file, const KnownNames& known);

}  // namespace dialogs
