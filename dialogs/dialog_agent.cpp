// What agents do. Every act was made under an epoch of ownership; under an old one it is refused.
#include <algorithm>

#include "dialogs/dialog.h"

namespace dialogs {

using nlohmann::json;

namespace {

bool is_blank(const std::string& text)
{
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

void Dialog::on(const AgentActed& acted)
{
    const bool owns = conversation_.owner == Owner::agent && conversation_.agent == acted.agent;
    const bool any_epoch = acted.act == AgentAct::note || acted.act == AgentAct::approve ||
                           acted.act == AgentAct::reject || acted.act == AgentAct::reveal;
    if (!any_epoch && acted.epoch != conversation_.epoch)
        return refuse("stale_epoch", "这个会话刚刚换了负责人,请刷新后再试");
    switch (acted.act) {
        case AgentAct::claim:
            return claim(acted);
        case AgentAct::note:
            log("note", "agent",
                {{"text", acted.text}, {"agent", acted.agent}, {"name", acted.name}})
                .cmid = acted.cmid;
            return;
        case AgentAct::approve:
        case AgentAct::reject:
            return settle_ticket(acted);
        case AgentAct::reveal:
            if (is_blank(acted.text)) return refuse("bad_request", "查看要写明原因");
            log("revealed", "agent",
                {{"agent", acted.agent},
                 {"name", acted.name},
                 {"reason", acted.text},
                 {"message", acted.message},
                 {"place", acted.place}})
                .cmid = acted.cmid;
            return;
        default:
            break;
    }
    if (!owns) return refuse("forbidden", "请先接入这个会话");
    switch (acted.act) {
        case AgentAct::send: {
            json body = acted.blob.empty() ? json{{"type", "text"}, {"text", acted.text}}
                                           : json{{"type", "image"},
                                                  {"blob", acted.blob},
                                                  {"media_type", acted.media_type}};
            Event& event = show("agent", std::move(body));
            event.cmid = acted.cmid;
            event.name = acted.name;
            return;
        }
        case AgentAct::release:
            release(acted);
            return;
        case AgentAct::transfer:
            log("agent_acted", "agent",
                {{"act", "transfer"}, {"agent", acted.agent}, {"to", acted.to}})
                .cmid = acted.cmid;
            change_owner(Owner::agent, acted.to, acted.text);
            say("claimed");
            return;
        case AgentAct::hand_back:
            return give_back(acted);
        case AgentAct::resolve:
            log("agent_acted", "agent", {{"act", "resolve"}, {"agent", acted.agent}}).cmid =
                acted.cmid;
            for (Ticket& ticket : conversation_.tickets)
                if (ticket.kind == "handoff" && ticket.state != "closed") {
                    ticket.state = "closed";
                    log_ticket(ticket);
                }
            say("resolved");
            show("system", {{"type", "csat"}});
            conversation_.stack.clear();
            conversation_.awaiting.reset();
            drop_timers_of_the_talk();
            change_owner(Owner::bot, "", "");
            conversation_.closed = true;
            log("closed", "system", {{"reason", "resolved"}});
            return;
        default:
            return;
    }
}

void Dialog::claim(const AgentActed& acted)
{
    if (conversation_.owner == Owner::agent) return refuse("stale_epoch", "这个会话已经由同事接入");
    log("agent_acted", "agent", {{"act", "claim"}, {"agent", acted.agent}}).cmid = acted.cmid;
    if (conversation_.closed) {  // it goes on, with the agent
        conversation_.closed = false;
        close_if_silent();
    }
    conversation_.awaiting.reset();
    drop_timer("confirm");
    for (Ticket& ticket : conversation_.tickets)
        if (ticket.kind == "handoff" && ticket.state == "open") {
            ticket.state = "claimed";
            log_ticket(ticket);
        }
    change_owner(Owner::agent, acted.agent, acted.name);
    say("claimed");
}

void Dialog::release(const AgentActed& acted)
{
    const bool gone = acted.text == agent_gone;
    json body{{"act", "release"}, {"agent", acted.agent}};
    if (gone) body["reason"] = agent_gone;
    log("agent_acted", "agent", std::move(body)).cmid = acted.cmid;
    say("released");
    change_owner(Owner::queue, "", "");
    // Whom nobody answers any more has waited from the beginning: ahead of who came later.
    if (gone) conversation_.queued_at = conversation_.opened_at;
}

void Dialog::give_back(const AgentActed& acted)
{
    if (!acted.step.empty()) {
        const bool known =
            !conversation_.stack.empty() && flow_of(conversation_.stack.back()).find(acted.step);
        if (!known) return refuse("not_found", "当前流程里没有这一步");
    }
    log("agent_acted", "agent",
        {{"act", "hand_back"}, {"agent", acted.agent}, {"step", acted.step}})
        .cmid = acted.cmid;
    change_owner(Owner::bot, "", "");
    conversation_.priority = "P3";
    say("handed_back");
    if (conversation_.stack.empty()) return;
    if (!acted.step.empty()) go(conversation_.stack.back(), acted.step);
    run_flows();
}

void Dialog::settle_ticket(const AgentActed& acted)
{
    const auto ticket = std::find_if(conversation_.tickets.begin(), conversation_.tickets.end(),
                                     [&](const Ticket& one) { return one.id == acted.ticket; });
    if (ticket == conversation_.tickets.end() || ticket->kind != "review")
        return refuse("not_found", "没有这张待审工单");
    if (ticket->state != "open" && ticket->state != "claimed")
        return refuse("conflict", "这张工单已经处理过了");
    const bool approved = acted.act == AgentAct::approve;
    if (!approved && is_blank(acted.text)) return refuse("bad_request", "驳回要写明理由");
    log("agent_acted", "agent",
        {{"act", to_string(acted.act)},
         {"agent", acted.agent},
         {"ticket", acted.ticket},
         {"reason", acted.text}})
        .cmid = acted.cmid;
    ticket->state = approved ? "approved" : "rejected";
    drop_timer("ticket " + ticket->id);
    log_ticket(*ticket);
    const json slots = ticket->summary.value("slots", json::object());
    std::map<std::string, std::string> inputs{{"reason", acted.text},
                                              {"case", ticket->case_number}};
    if (slots.contains("demand")) inputs["demand"] = slots.at("demand");
    start_flow(approved ? program_.settings.approved_flow : program_.settings.rejected_flow, inputs,
               nullptr);
    run_flows();
}

}  // namespace dialogs
