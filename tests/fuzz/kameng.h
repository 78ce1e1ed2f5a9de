// The detector of the shop's own pack, built at the first input.
#pragma once

#include <cstdlib>
#include <iostream>

#include "intents/detector.h"
#include "tests/support/pack_files.h"

inline const intents::Detector& kameng()
{
    static const auto built = [] {
        intents::Problems problems;
        auto detector = intents::Detector::build(read_pack_files("packs/kameng"), problems);
        if (!detector) {
            std::cerr << problems.to_text(false);
            std::abort();
        }
        return detector;
    }();
    return *built;
}
