// The detector of the shop's own pack, built once for all tests.
#pragma once

#include <stdexcept>

#include "intents/detector.h"
#include "tests/support/pack_files.h"

inline const intents::Detector& kameng()
{
    static const std::unique_ptr<const intents::Detector> detector = [] {
        intents::Problems problems;
        auto built = intents::Detector::build(read_pack_files("packs/kameng"), problems);
        if (!built) throw std::runtime_error(problems.to_text(false));
        return built;
    }();
    return *detector;
}
