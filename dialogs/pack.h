// A pack: all that makes the engine a shop's customer service. Immutable, named by its content.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "intents/detector.h"
#include "intents/problem.h"

namespace dialogs {

struct Program;  // compiled flows, replies, evidence and policy; dialogs/program.h

class Pack {
public:
    // Path inside the pack -> contents. "shop.yaml" among them holds the shop's own settings.
    using Files = std::map<std::string, std::string>;

    // Compiles and checks the pack. Returns nullptr where `problems` are fatal.
    static std::shared_ptr<const Pack> load(const Files& files, intents::Problems& problems);
    // The same understanding with these files, whose intents must be the same.
    std::shared_ptr<const Pack> with(const Files& files, intents::Problems& problems) const;
    ~Pack();

    const std::string& id() const { return id_; }  // SHA-256 of the files, hex
    const Files& files() const { return files_; }
    const intents::Detector& detector() const { return *detector_; }
    const Program& program() const { return *program_; }

    // What the customer can find first in the widget.
    const std::string& shop_name() const;

private:
    Pack() = default;
    std::string id_;
    Files files_;
    std::shared_ptr<const intents::Detector> detector_;
    std::unique_ptr<const Program> program_;
};

}  // namespace dialogs
