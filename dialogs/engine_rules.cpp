#include "dialogs/engine_rules.h"

namespace dialogs {

const std::vector<EngineRule>& engine_rules()
{
    static const std::vector<EngineRule> rules = {
        {"R60",
         {"every word of the conversation is in the log", "整个会话都有存档"},
         "storage/event_log.h"},
        {"R65",
         {"a wish for a person is heard before anything else, at every step",
          "任何一步说要人工,都最先处理"},
         "dialogs/dialog_hear.cpp"},
        {"R66",
         {"a word of the authorities is a fact for the policy", "提到监管部门是规则要看的事实"},
         "dialogs/dialog_hear.cpp"},
        {"D6",
         {"card keys, payment codes and passwords are masked before anything is stored or shown",
          "卡密、付款码、密码在存储和显示之前先打码"},
         "intents/secrets.h"},
        {"D7",
         {"what moves money has a key of its own, so that it is done once",
          "涉及钱的动作各有幂等键,只执行一次"},
         "dialogs/dialog_run.cpp"},
        {"D11",
         {"a stricter setting of a shop is refused", "店铺设得比规则更严,一律拒绝"},
         "dialogs/policy_reader.cpp"},
    };
    return rules;
}

}  // namespace dialogs
