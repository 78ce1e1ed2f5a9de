// Conversations written in a pack as tests (tests/*.yaml), played against the pack.
//
//   - name: 未发货,取消
//     now: 2026-09-12T12:00:00+08:00
//     orders: [{...}]
//     force: {orders.cancel: [state_changed]}
//     talk: |
//       user> 帮我取消订单 513260912103055427
//       bot> 手机号或邮箱          each part between … must be found, in this order
//       user> 13800001234
//       expect> awaiting confirm cancel
//       burst> 我那个              one of several messages sent without a pause; user> is the last
//       user> [yes]                a button
//       user> [image]              or [image query_shot]
//       agent> claim               claim, hand_back, resolve, approve, reject 理由, say 文字
//       wait> 16m
//       expect> decision AUTO_CANCEL · owner queue · slot used no · ticket review open P1 ·
//               effect orders.cancel done · flow none · silent
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialogs/pack.h"
#include "intents/problem.h"

namespace dialogs {

struct PackTestReport {
    int passed = 0;
    int failed = 0;
    std::vector<std::string> failures;  // file:line: what was expected, what was heard
};

// `files` as given to Pack::load; only those under "tests/" are read. Syntax errors are problems.
PackTestReport run_pack_tests(const Pack& pack, const std::map<std::string, std::string>& files,
                              intents::Problems& problems);

}  // namespace dialogs
