// A message before it is decided what it means: what the recognisers and the entities found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intents/entities.h"
#include "intents/fusion.h"
#include "intents/knowledge.h"
#include "intents/model.h"

namespace intents {

struct Reading {
    std::u32string original;
    Normalised message;
    ControlWord control = ControlWord::none;
    bool all_secret = false;  // the whole message is the secret that was asked for
    Evidence evidence;
    std::vector<WordMatch> words_found;
    std::vector<FoundEntity> entities;
    Circumstances circumstances;
};

Reading read_message(const Knowledge& knowledge, const Model& model, std::string_view text,
                     const Expectation& expectation);

}  // namespace intents
