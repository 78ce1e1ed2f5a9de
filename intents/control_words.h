// Words that steer any dialog, where they are the whole message: 转人工, 算了, 不转了, 上一步,
// 重来. Read from control.yaml, a list of phrases for each of human, stop, bot, back, restart.
#pragma once

#include <map>
#include <string>
#include <string_view>

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
    std::map<std::u32string, ControlWord, std::less<>> phrases_;
};

}  // namespace intents
