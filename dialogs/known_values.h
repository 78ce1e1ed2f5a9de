// Values that packs, orders and decisions share (vocabulary: stages, decisions, refund channels).
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace dialogs {

inline const std::vector<std::string> order_stages = {"unpaid",
                                                      "expired",
                                                      "canceled",
                                                      "paid_undelivered",
                                                      "abnormal",
                                                      "delivered",
                                                      "service_not_started",
                                                      "service_started",
                                                      "service_done",
                                                      "refund_pending",
                                                      "refund_rejected",
                                                      "refunded",
                                                      "frozen"};

inline const std::vector<std::string> refund_channels = {"balance", "original", "bank", "manual"};

inline const std::vector<std::string> decision_names = {
    "AUTO_CANCEL",   "AUTO_REFUND",  "REVIEW",        "COLLECT",      "DENY_DEFAULT",
    "HANDOFF",       "GUIDE_ECOM",   "GUIDE_PRIVATE", "ASK_PLATFORM", "CLOSE_UNPAID",
    "REFUND_STATUS", "TRACE_REFUND", "RECHECK"};

inline bool contains(const std::vector<std::string>& all, const std::string& one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace dialogs
