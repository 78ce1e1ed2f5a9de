// Amounts, face values, quantities and durations: numbers that count something.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace intents {

struct Amount {
    const char* type = nullptr;  // amount, face_value, quantity, duration
    std::string value;           // minor units, pieces, hours
    int start = 0;               // in the plain text
    int end = 0;
};

// In the order of the text. "100的点卡" is a face value, "付了98" an amount, "3张" a quantity,
// "半小时" a duration of 0.5 hours; "24小时客服" and "7天无理由" are none.
std::vector<Amount> find_amounts(std::u32string_view plain);

}  // namespace intents
