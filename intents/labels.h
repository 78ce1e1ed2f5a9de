// Words that stand right before a number and say what it is: 订单号 123, 卡密: ABC, 尾号三三七八.
#pragma once

#include <string_view>

namespace intents {

enum class Label {
    none,
    order,        // 订单号, 单号
    order_weak,   // 订单, 编号: also said before other numbers
    payment,      // 支付宝单号, 交易号
    tail,         // 尾号, 后四位
    card_key,     // 卡密, 兑换码
    card_number,  // 卡号
    password,     // 密码
    query_password,
    phone,
    qq,
    wechat,
    otp,
    payment_code,
    id_card,
    bank_card,
    paid,        // 付了, 实付
    face_value,  // 面值
};

// The label that `before` (in the form of Normalised::words) ends with, past colons and 是; and,
// where it names a secret, past the words of handing it over: 卡密我发你.
Label label_at_end(std::u32string_view before);

// The label of a secret that a message announces for the next one: 密码是, 卡密我发你, and no more
// in it. Label::none where it announces nothing; 没收到卡密 does not.
Label announced_by(std::u32string_view message);

}  // namespace intents
