// Words that steer any dialog, where they are the whole message: 转人工, 算了, 不转了, 上一步,
// 重来. Read from control.yaml, a list of phrases for each of human, stop, bot, back, restart.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "intents/lexicon.h"
#include "intents/understanding.h"

namespace intents {

class ControlWords {
public:
    ControlWords() = default;
    static ControlWords read(const std::string& file, const std::string& contents,
                             const Lexicon& lexicon, Problems& problems);

    // `words` as in Normalised::words; marks and particles around the phrase do not count.
    ControlWord find(std::u32string_view words) const;

private:
    std::unordered_map<std::u32string, ControlWord> phrases_;
};

}  // namespace intents
