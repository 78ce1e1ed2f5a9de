// What a run of letters and digits is by its own shape: the order systems' formats, payment
// references, check digits. All matches are anchored at both ends; the order system has the last
// word on which run is an order. Formats: docs/packs.md names them.
#pragma once

#include <string_view>

namespace intents {

bool is_digit(char c);
bool all_digits(std::string_view run);

bool is_dujiao_next(std::string_view run);  // DJ20260912103055XK4P9QRT2MNB7W6C, -01 for a part
bool is_acg_ticket(std::string_view run);   // TK + 12 digits + 8 hexadecimal
bool is_pinduoduo(std::string_view run);    // 260912-123456789012345, or 21 digits without dash
bool is_payment_ref(std::string_view run);  // 28 or 32 digits: WeChat, Alipay
bool is_acg_faka(std::string_view run);     // 18 digits: 3, yymmddHHMMSS, 3
bool is_epay(std::string_view run);         // 19: yyyymmddHHMMSS and 5 digits
bool is_card_system(std::string_view run);  // 19: yyyymmddHHMMSS and 5 letters or digits
bool is_caihong(std::string_view run);      // 17: yyyymmddHHMMSS and 3 digits; RMB may follow
bool is_boosting(std::string_view run);     // 23: yyyymmddHHMMSS and 9 digits
bool is_dujiaoka(std::string_view run);     // 16 letters and digits, as the shop prints upper case
bool has_order_date(std::string_view run);  // one of these whose date and time are right
bool is_long_order(std::string_view run);   // 18 or 19 digits (Taobao), the last resort

bool is_card_key(std::string_view run);     // XXXXX-XXXXX-XXXXX, XXXX-XXXX-XXXX(-XXXX)
bool is_placeholder(std::string_view run);  // XXXXXX, 000000, ****: stands for a number not given
bool is_mobile_number(std::string_view digits);
bool is_id_card(std::string_view run);  // 18, with a possible birthday and the right check digit
bool is_wechat_payment_code(std::string_view run);  // 18 digits beginning 10–15
bool is_alipay_payment_code(std::string_view run);  // 16–24 digits beginning 25–30
bool has_luhn_digit(std::string_view digits);       // bank cards' check digit

}  // namespace intents
