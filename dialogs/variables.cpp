#include "dialogs/variables.h"

#include <cstdio>
#include <cstdlib>
#include <unordered_map>

#include "dialogs/json_fields.h"
#include "dialogs/known_values.h"

namespace dialogs {

using nlohmann::json;
using Found = std::optional<VariableValue>;

namespace {

const json* at_path(const json& from, std::initializer_list<const char*> path)
{
    const json* node = &from;
    for (const char* name : path) {
        if (!node->is_object()) return nullptr;
        const auto found = node->find(name);
        if (found == node->end() || found->is_null()) return nullptr;
        node = &*found;
    }
    return node;
}

Found text_at(const json& from, std::initializer_list<const char*> path)
{
    const json* node = at_path(from, path);
    if (!node) return std::nullopt;
    if (node->is_string()) return VariableValue{node->get<std::string>(), 0};
    return VariableValue{node->dump(), 0};
}

Found number_at(const json& from, std::initializer_list<const char*> path, std::int64_t scale = 1)
{
    const json* node = at_path(from, path);
    if (!node) return std::nullopt;
    if (node->is_number_integer()) return VariableValue{{}, node->get<std::int64_t>() * scale};
    if (node->is_number_float())
        return VariableValue{
            {}, static_cast<std::int64_t>(node->get<double>() * static_cast<double>(scale))};
    return std::nullopt;
}

Found flag_at(const json& from, std::initializer_list<const char*> path)
{
    const json* node = at_path(from, path);
    return node && node->is_boolean() ? VariableValue{{}, node->get<bool>() ? 1 : 0}
                                      : VariableValue{{}, 0};
}

Found time_at(const json& from, std::initializer_list<const char*> path)
{
    const json* node = at_path(from, path);
    if (!node || !node->is_string()) return std::nullopt;
    const auto time = parse_rfc3339(node->get<std::string>());
    return time ? Found{VariableValue{{}, milliseconds(*time)}} : std::nullopt;
}

Found hours_since(const View& view, std::initializer_list<const char*> path)
{
    const Found since = time_at(view.conversation.order, path);
    if (!since) return std::nullopt;
    return VariableValue{{}, (milliseconds(view.now) - since->number) / 3600};
}

const json& last_decision(const View& view)
{
    static const json none;
    return view.conversation.decisions.empty() ? none : view.conversation.decisions.back().decision;
}

const json& order(const View& view) { return view.conversation.order; }

const std::vector<std::string> classes = {"card_key", "topup", "custom_service", "account",
                                          "other"};
const std::vector<std::string> key_checks = {"unused", "used", "expired", "not_exist", "unknown"};
const std::vector<std::string> receipts = {"success", "failed", "unknown"};
const std::vector<std::string> refund_states = {"pending_review", "processing", "succeeded",
                                                "failed",         "rejected",   "unknown"};
const std::vector<std::string> checklist_ids = {
    "unused_card", "unused_topup", "invalid_key",    "not_arrived",   "false_ad",
    "wrong_item",  "duplicate",    "custom_service", "private_trade", "refund_not_received"};
const std::vector<std::string> withdrawals = {"none", "submitted", "not_submitted", "done"};

Found latest_refund_date(const View& view)
{
    // The balance within three working days (R75).
    const auto date = view.program.shop.calendar.add_working_days(view.now, 3);
    return VariableValue{view.program.shop.calendar.write_date(date), 0};
}

// An order that was never paid still has an amount in the shop's data: what it would have cost.
bool money_was_taken(const View& view)
{
    const Found stage = text_at(order(view), {"stage"});
    const bool open =
        stage && (stage->text == "unpaid" || stage->text == "expired" || stage->text == "canceled");
    return !open || time_at(order(view), {"pay", "paid_at"});
}

// Agreed to by the customer's own click: a box that was ticked beforehand does not count (R37).
Found confirmed_no_return(const View& view)
{
    const auto is_set = [&](const char* name) {
        const Found flag = flag_at(order(view), {"policy", "no_return_consent", name});
        return flag && flag->number != 0;
    };
    return VariableValue{{}, is_set("confirmed") && !is_set("default_checked") ? 1 : 0};
}

// By how much a refund that was paid out is less than what was paid; unset where it is not.
Found short_of_paid(const View& view)
{
    const Found state = text_at(order(view), {"refund", "state"});
    const Found refunded = number_at(order(view), {"refund", "amount"});
    const Found paid = number_at(order(view), {"amount_paid"});
    if (!state || state->text != "succeeded" || !refunded || !paid) return std::nullopt;
    if (refunded->number >= paid->number) return std::nullopt;
    return VariableValue{{}, paid->number - refunded->number};
}

// What a rejected refund lacked, as far as the pack knows it: 卡密完整截图、平台查询记录.
Found missing_of_refund(const View& view)
{
    std::string labels;
    for (const std::string& item : missing_items(view.program, view.conversation))
        labels += (labels.empty() ? "" : "、") + view.program.evidence.at(item).label;
    return labels.empty() ? std::nullopt : Found{VariableValue{labels, 0}};
}

// The case of this order that is not settled yet: its review, else the newest.
const Ticket* open_case(const View& view)
{
    if (!view.conversation.order.is_object()) return nullptr;
    const Ticket* found = nullptr;
    for (const Ticket& ticket : view.conversation.tickets)
        if ((ticket.state == "open" || ticket.state == "claimed") &&
            ticket.summary.value("order_no", "") == view.conversation.order.value("order_no", "") &&
            (!found || found->kind != "review"))
            found = &ticket;
    return found;
}

bool is_in_review(const View& view)
{
    const Ticket* ticket = open_case(view);
    return ticket && ticket->kind == "review";
}

Found last_ticket(const View& view, std::string Ticket::*field)
{
    if (view.conversation.tickets.empty()) return std::nullopt;
    return VariableValue{view.conversation.tickets.back().*field, 0};
}

}  // namespace

std::vector<std::string> missing_items(const Program& program, const Conversation& conversation)
{
    std::vector<std::string> items;
    const json* missing = at_path(conversation.order, {"refund", "missing"});
    if (!missing || !missing->is_array()) return items;
    for (const json& item : *missing)
        if (item.is_string() && program.evidence.contains(item.get<std::string>()))
            items.push_back(item.get<std::string>());
    return items;
}

std::string order_as_shown(const Conversation& conversation)
{
    if (!conversation.order.is_object()) return {};
    return conversation.order.value("order_no", "") + " " + conversation.order.value("stage", "");
}

const std::vector<Variable>& all_variables()
{
    using Kind = VariableKind;
    static const std::vector<Variable> variables = {
        {"order.no",
         Kind::text,
         {},
         {},
         [](const View& v) { return text_at(order(v), {"order_no"}); }},
        {"order.version",
         Kind::text,
         {},
         {},
         [](const View& v) { return text_at(order(v), {"version"}); }},
        {"order.title",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"product", "title"});
         }},
        {"order.spec",
         Kind::text,
         {},
         {},
         [](const View& v) { return text_at(order(v), {"spec"}); }},
        {"order.stage", Kind::choice, order_stages, "stage",
         [](const View& v) { return text_at(order(v), {"stage"}); }},
        {"order.class", Kind::choice, classes, "class",
         [](const View& v) {
             return text_at(order(v), {"product", "class"});
         }},
        {"order.qty",
         Kind::number,
         {},
         {},
         [](const View& v) { return number_at(order(v), {"qty"}, 1000); }},
        {"order.amount_paid",
         Kind::money,
         {},
         {},
         [](const View& v) {
             return money_was_taken(v) ? number_at(order(v), {"amount_paid"}) : std::nullopt;
         }},
        {"order.amount_due",
         Kind::money,
         {},
         {},
         [](const View& v) {
             return money_was_taken(v) ? std::nullopt : number_at(order(v), {"amount_paid"});
         }},
        {"order.face_value",
         Kind::money,
         {},
         {},
         [](const View& v) { return number_at(order(v), {"face_value"}); }},
        {"order.paid_at",
         Kind::time,
         {},
         {},
         [](const View& v) {
             return time_at(order(v), {"pay", "paid_at"});
         }},
        {"order.created_at",
         Kind::time,
         {},
         {},
         [](const View& v) { return time_at(order(v), {"created_at"}); }},
        {"order.delivered_at",
         Kind::time,
         {},
         {},
         [](const View& v) { return time_at(order(v), {"delivered_at"}); }},
        {"order.replaced_at",
         Kind::time,
         {},
         {},
         [](const View& v) { return time_at(order(v), {"replaced_at"}); }},
        {"order.hours_since_paid",
         Kind::hours,
         {},
         {},
         [](const View& v) {
             return hours_since(v, {"pay", "paid_at"});
         }},
        {"order.promised_hours",
         Kind::hours,
         {},
         {},
         [](const View& v) {
             return number_at(order(v), {"product", "promised_hours"}, 1000);
         }},
        {"order.promised_at",
         Kind::time,
         {},
         {},
         [](const View& v) -> Found {
             const Found paid = time_at(order(v), {"pay", "paid_at"});
             const Found hours = number_at(order(v), {"product", "promised_hours"}, 3600 * 1000);
             if (!paid || !hours) return std::nullopt;
             return VariableValue{{}, paid->number + hours->number};
         }},
        {"order.target_account",
         Kind::text,
         {},
         {},
         [](const View& v) { return text_at(order(v), {"target_account"}); }},
        {"order.sealed",
         Kind::boolean,
         {},
         {},
         [](const View& v) {
             return flag_at(order(v), {"delivery", "sealed"});
         }},
        {"order.loop",
         Kind::boolean,
         {},
         {},
         [](const View& v) {
             return flag_at(order(v), {"product", "loop"});
         }},
        {"order.key_check", Kind::choice, key_checks, "key_check",
         [](const View& v) {
             return text_at(order(v), {"facts", "key_check"});
         }},
        {"order.used_before_reveal",
         Kind::boolean,
         {},
         {},
         [](const View& v) {
             return flag_at(order(v), {"facts", "used_before_reveal"});
         }},
        {"order.batch_reports",
         Kind::number,
         {},
         {},
         [](const View& v) {
             return number_at(order(v), {"facts", "batch_reports"}, 1000);
         }},
        {"order.duplicate_keys",
         Kind::number,
         {},
         {},
         [](const View& v) {
             return number_at(order(v), {"facts", "duplicate_keys"}, 1000);
         }},
        {"order.upstream_receipt", Kind::choice, receipts, "receipt",
         [](const View& v) {
             return text_at(order(v), {"facts", "upstream_receipt"});
         }},
        {"order.upstream_placed",
         Kind::boolean,
         {},
         {},
         [](const View& v) {
             return flag_at(order(v), {"upstream", "placed"});
         }},
        {"order.ordered",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"facts", "sku_mismatch", "ordered"});
         }},
        {"order.received",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"facts", "sku_mismatch", "delivered"});
         }},
        {"order.shown",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             const auto shown = v.conversation.memory.find("order_shown");
             const bool same = shown != v.conversation.memory.end() &&
                               shown->second == order_as_shown(v.conversation);
             return VariableValue{{}, same ? 1 : 0};
         }},
        {"order.fee_consent_at",
         Kind::time,
         {},
         {},
         [](const View& v) { return time_at(order(v), {"fee_consent_at"}); }},
        {"order.page_snapshot",
         Kind::text,
         {},
         {},
         [](const View& v) { return text_at(order(v), {"page_snapshot"}); }},
        {"order.no_return_confirmed",
         Kind::boolean,
         {},
         {},
         [](const View& v) { return confirmed_no_return(v); }},
        {"order.started_at",
         Kind::time,
         {},
         {},
         [](const View& v) {
             return time_at(order(v), {"product", "service", "started_at"});
         }},
        {"refund.id",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"refund", "id"});
         }},
        {"refund.state", Kind::choice, refund_states, "refund",
         [](const View& v) {
             return text_at(order(v), {"refund", "state"});
         }},
        {"refund.amount",
         Kind::money,
         {},
         {},
         [](const View& v) {
             return number_at(order(v), {"refund", "amount"});
         }},
        {"refund.channel", Kind::choice, refund_channels, "channel",
         [](const View& v) {
             return text_at(order(v), {"refund", "channel"});
         }},
        {"refund.short", Kind::money, {}, {}, [](const View& v) { return short_of_paid(v); }},
        {"refund.channel_ref",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"refund", "channel_ref"});
         }},
        {"refund.channel_tail",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             const Found ref = text_at(order(v), {"refund", "channel_ref"});
             if (!ref || ref->text.size() < 4) return std::nullopt;
             return VariableValue{ref->text.substr(ref->text.size() - 4), 0};
         }},
        {"refund.missing", Kind::text, {}, {}, [](const View& v) { return missing_of_refund(v); }},
        {"refund.requested_at",
         Kind::time,
         {},
         {},
         [](const View& v) {
             return time_at(order(v), {"refund", "requested_at"});
         }},
        {"refund.finished_at",
         Kind::time,
         {},
         {},
         [](const View& v) {
             return time_at(order(v), {"refund", "finished_at"});
         }},
        {"refund.reject_reason",
         Kind::text,
         {},
         {},
         [](const View& v) {
             return text_at(order(v), {"refund", "reject_reason"});
         }},
        {"refund.withdraw", Kind::choice, withdrawals, "withdraw",
         [](const View& v) {
             return text_at(order(v), {"refund", "withdraw"});
         }},
        {"decision.name", Kind::choice, decision_names, "decision",
         [](const View& v) { return text_at(last_decision(v), {"decision"}); }},
        {"decision.priority",
         Kind::choice,
         {"P0", "P1", "P2", "P3"},
         "priority",
         [](const View& v) { return text_at(last_decision(v), {"priority"}); }},
        {"decision.checklist", Kind::choice, checklist_ids, "checklist",
         [](const View& v) { return text_at(last_decision(v), {"checklist"}); }},
        {"decision.refund_kind",
         Kind::choice,
         {"full", "partial", "minus_fee", "negotiate", "none"},
         "refund_kind",
         [](const View& v) {
             return text_at(last_decision(v), {"refund", "kind"});
         }},
        {"decision.refund",
         Kind::money,
         {},
         {},
         [](const View& v) {
             return number_at(last_decision(v), {"refund", "amount"});
         }},
        {"decision.fee",
         Kind::money,
         {},
         {},
         [](const View& v) {
             return number_at(last_decision(v), {"refund", "fee"});
         }},
        {"decision.channel", Kind::choice, refund_channels, "channel",
         [](const View& v) {
             return text_at(last_decision(v), {"refund", "channel"});
         }},
        {"date.refund_latest",
         Kind::text,
         {},
         {},
         [](const View& v) { return latest_refund_date(v); }},
        {"date.agents_back",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             const Calendar& calendar = v.program.shop.calendar;
             return VariableValue{calendar.write_time(calendar.next_opening(v.now)), 0};
         }},
        {"date.today",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             const Calendar& calendar = v.program.shop.calendar;
             return VariableValue{calendar.write_date(calendar.local_date(v.now)), 0};
         }},
        {"date.in_48_hours",
         Kind::time,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{{}, milliseconds(v.now + std::chrono::hours(48))};
         }},
        {"ticket.case",
         Kind::text,
         {},
         {},
         [](const View& v) { return last_ticket(v, &Ticket::case_number); }},
        {"ticket.in_review",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{{}, is_in_review(v) ? 1 : 0};
         }},
        {"ticket.is_open",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{{}, open_case(v) ? 1 : 0};
         }},
        {"ticket.open_case",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             const Ticket* ticket = open_case(v);
             return ticket ? Found{VariableValue{ticket->case_number, 0}} : std::nullopt;
         }},
        {"ticket.open_due",
         Kind::time,
         {},
         {},
         [](const View& v) -> Found {
             const Ticket* ticket = open_case(v);
             return ticket ? Found{VariableValue{{}, milliseconds(ticket->due_at)}} : std::nullopt;
         }},
        {"ticket.open_overdue",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             const Ticket* ticket = open_case(v);
             return VariableValue{{}, ticket && ticket->due_at <= v.now ? 1 : 0};
         }},
        {"ticket.due",
         Kind::time,
         {},
         {},
         [](const View& v) -> Found {
             if (v.conversation.tickets.empty()) return std::nullopt;
             return VariableValue{{}, milliseconds(v.conversation.tickets.back().due_at)};
         }},
        {"shop.name",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{v.program.shop.name, 0};
         }},
        {"agent.name",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             if (v.conversation.agent_name.empty()) return std::nullopt;
             return VariableValue{v.conversation.agent_name, 0};
         }},
        {"customer.known",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{{}, v.conversation.user.empty() ? 0 : 1};
         }},
        {"customer.contact",
         Kind::text,
         {},
         {},
         [](const View& v) -> Found {
             const auto contact = v.conversation.memory.find("contact");
             if (contact == v.conversation.memory.end()) return std::nullopt;
             return VariableValue{contact->second, 0};
         }},
        {"conversation.priority",
         Kind::choice,
         {"P0", "P1", "P2", "P3"},
         "priority",
         [](const View& v) -> Found {
             return VariableValue{v.conversation.priority, 0};
         }},
        {"conversation.open_now",
         Kind::boolean,
         {},
         {},
         [](const View& v) -> Found {
             return VariableValue{{}, v.program.shop.calendar.is_open(v.now) ? 1 : 0};
         }},
    };
    return variables;
}

const Variable* find_variable(const std::string& name)
{
    static const auto by_name = [] {
        std::unordered_map<std::string, const Variable*> map;
        for (const Variable& variable : all_variables()) map.emplace(variable.name, &variable);
        return map;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

std::string write_money(std::int64_t minor_units)
{
    char text[32];
    std::snprintf(text, sizeof text, "%s¥%lld.%02lld", minor_units < 0 ? "-" : "",
                  static_cast<long long>(std::llabs(minor_units) / 100),
                  static_cast<long long>(std::llabs(minor_units) % 100));
    return text;
}

std::string write_hours(std::int64_t thousandth_hours)
{
    const std::int64_t minutes = thousandth_hours * 60 / 1000;
    if (minutes < 1) return "不到 1 分钟";
    if (minutes < 60) return std::to_string(minutes) + " 分钟";
    if (minutes < 72 * 60) return std::to_string(minutes / 60) + " 小时";
    return std::to_string(minutes / (24 * 60)) + " 天";
}

std::string write_variable(const Variable& variable, const View& view)
{
    const Found value = variable.read(view);
    if (!value) return {};
    switch (variable.kind) {
        case VariableKind::text:
            return value->text;
        case VariableKind::choice:
            return view.program.label(variable.labels, value->text);
        case VariableKind::boolean:
            return value->number != 0 ? "是" : "否";
        case VariableKind::number:
            return std::to_string(value->number / 1000);
        case VariableKind::money:
            return write_money(value->number);
        case VariableKind::hours:
            return write_hours(value->number);
        case VariableKind::time:
            return view.program.shop.calendar.write_time(time_from_milliseconds(value->number));
    }
    return {};
}

}  // namespace dialogs
