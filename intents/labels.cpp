#include "intents/labels.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace intents {

namespace {

// A longer label stands before the shorter one that it ends with.
constexpr std::pair<std::u32string_view, Label> labels[] = {
    {U"支付宝订单号", Label::payment},
    {U"支付宝单号", Label::payment},
    {U"微信单号", Label::payment},
    {U"支付单号", Label::payment},
    {U"交易单号", Label::payment},
    {U"付款单号", Label::payment},
    {U"转账单号", Label::payment},
    {U"商户单号", Label::payment},
    {U"支付订单号", Label::payment},
    {U"流水单号", Label::payment},
    {U"交易号", Label::payment},
    {U"流水号", Label::payment},
    {U"微信账单", Label::payment},
    {U"支付流水", Label::payment},
    {U"订单尾号", Label::tail},
    {U"单号尾号", Label::tail},
    {U"订单后四位", Label::tail},
    {U"尾号", Label::tail},
    {U"尾数", Label::tail},
    {U"后四位", Label::tail},
    {U"后4位", Label::tail},
    {U"后六位", Label::tail},
    {U"后6位", Label::tail},
    {U"末四位", Label::tail},
    {U"订单号码", Label::order},
    {U"订单编号", Label::order},
    {U"订单号", Label::order},
    {U"订单id", Label::order},
    {U"单号", Label::order},
    {U"订单", Label::order_weak},
    {U"编号", Label::order_weak},
    {U"查询密码", Label::query_password},
    {U"取卡密码", Label::query_password},
    {U"提取密码", Label::query_password},
    {U"查单密码", Label::query_password},
    {U"订单密码", Label::query_password},
    {U"卡密", Label::card_key},
    {U"兑换码", Label::card_key},
    {U"激活码", Label::card_key},
    {U"cdkey", Label::card_key},
    {U"cdk", Label::card_key},
    {U"礼品码", Label::card_key},
    {U"充值码", Label::card_key},
    {U"礼品卡", Label::card_key},
    {U"密钥", Label::card_key},
    {U"序列号", Label::card_key},
    {U"银行卡号", Label::bank_card},
    {U"银行卡", Label::bank_card},
    {U"储蓄卡", Label::bank_card},
    {U"信用卡", Label::bank_card},
    {U"卡号", Label::card_number},
    {U"验证码", Label::otp},
    {U"校验码", Label::otp},
    {U"动态码", Label::otp},
    {U"code", Label::otp},
    {U"密码", Label::password},
    {U"卡密码", Label::password},
    {U"付款码", Label::payment_code},
    {U"支付码", Label::payment_code},
    {U"付款条码", Label::payment_code},
    {U"身份证号码", Label::id_card},
    {U"身份证号", Label::id_card},
    {U"身份证", Label::id_card},
    {U"手机号码", Label::phone},
    {U"手机号", Label::phone},
    {U"手机", Label::phone},
    {U"电话", Label::phone},
    {U"qq号码", Label::qq},
    {U"qq号", Label::qq},
    {U"qq", Label::qq},
    {U"扣扣", Label::qq},
    {U"企鹅号", Label::qq},
    {U"企鹅", Label::qq},
    {U"q号", Label::qq},
    {U"微信号", Label::wechat},
    {U"微信", Label::wechat},
    {U"实付", Label::paid},
    {U"付了", Label::paid},
    {U"付款", Label::paid},
    {U"花了", Label::paid},
    {U"充了", Label::paid},
    {U"转账", Label::paid},
    {U"退", Label::paid},
    {U"扣了", Label::paid},
    {U"转了", Label::paid},
    {U"付", Label::paid},
    {U"少退我", Label::paid},
    {U"少退", Label::paid},
    {U"退了", Label::paid},
    {U"面值", Label::face_value},
    {U"面额", Label::face_value},
};

constexpr std::u32string_view between = U" :=,是为#([\"“-就叫的了";

// A longer one stands before the shorter one that it ends with.
constexpr std::u32string_view handing_over[] = {
    U"我发给你", U"发给你", U"我发你", U"发你", U"我给你", U"给你",     U"我发给您", U"发给您",
    U"我发您",   U"发您",   U"给您",   U"在这", U"在这里", U"我发一下", U"发一下",   U"如下",
};

constexpr std::u32string_view stating = U":=是为";

bool is_secret(Label label)
{
    switch (label) {
        case Label::card_key:
        case Label::card_number:
        case Label::password:
        case Label::query_password:
        case Label::otp:
        case Label::payment_code:
        case Label::id_card:
        case Label::bank_card:
            return true;
        default:
            return false;
    }
}

// `said`: whether words of handing it over, or of stating it, stood behind the label.
Label label_at_end(std::u32string_view before, bool& said)
{
    bool handed_over = false;
    // 付了 and 的 end in characters that may also stand between a label and its number, so labels
    // are tried at each step of going back over those.
    for (int steps = 0; steps < 5 && !before.empty(); ++steps) {
        for (const auto& [text, label] : labels)
            if (before.ends_with(text))
                return handed_over && !is_secret(label) ? Label::none : label;
        const auto words =
            std::find_if(std::begin(handing_over), std::end(handing_over),
                         [&](std::u32string_view text) { return before.ends_with(text); });
        if (words != std::end(handing_over)) {
            before.remove_suffix(words->size());
            handed_over = said = true;
            continue;
        }
        if (between.find(before.back()) == between.npos) return Label::none;
        said = said || stating.find(before.back()) != stating.npos;
        before.remove_suffix(1);
    }
    return Label::none;
}

}  // namespace

Label label_at_end(std::u32string_view before)
{
    bool said = false;
    return label_at_end(before, said);
}

Label announced_by(std::u32string_view message)
{
    bool said = false;
    const Label label = label_at_end(message, said);
    return said && is_secret(label) ? label : Label::none;
}

}  // namespace intents
