#include "bot/presence.h"

#include "bot/log.h"
#include "bot/random.h"

namespace bot {

using namespace std::chrono_literals;

namespace {

constexpr auto look_every = 400ms;

// Of an act that no agent's own client made.
std::string new_cmid() { return "gone-" + random_hex(8); }

}  // namespace

Presence::Presence(Parts parts) : parts_(std::move(parts)), started_(parts_.now()) { look(); }

Presence::~Presence()
{
    *self_ = nullptr;
    parts_.loop.cancel(timer_);
}

void Presence::restore(const dialogs::Conversation& conversation) { put(conversation); }

void Presence::turned(const CommittedTurn& turn)
{
    const auto found = owned_.find(turn.conversation);
    const bool same = found != owned_.end() && found->second.epoch == turn.after->epoch;
    if (!same) return put(*turn.after);
    for (const auto& row : turn.rows)
        if (row.from == "agent" && row.seq) found->second.draft.clear();
}

void Presence::put(const dialogs::Conversation& conversation)
{
    owned_.erase(conversation.id);
    if (conversation.owner != dialogs::Owner::agent) return;
    owned_[conversation.id] = {
        conversation.agent, conversation.agent_name, conversation.epoch, parts_.now(), {}, false};
}

void Presence::came(const std::string& agent) { ++agents_[agent].sockets; }

void Presence::left(const std::string& agent)
{
    Agent& one = agents_[agent];
    --one.sockets;
    one.left = parts_.now();
}

void Presence::wrote(const std::string& conversation, const std::string& agent, std::string draft)
{
    const auto found = owned_.find(conversation);
    if (found != owned_.end() && found->second.agent == agent)
        found->second.draft = std::move(draft);
}

void Presence::look()
{
    const auto now = parts_.now();
    for (auto& [conversation, owned] : owned_) {
        const auto known = agents_.find(owned.agent);
        if (known != agents_.end() && known->second.sockets > 0) continue;
        const auto left = known == agents_.end() ? started_ : known->second.left;
        if (!owned.releasing && now - std::max(left, owned.since) >= grace)
            release(conversation, owned);
    }
    timer_ = parts_.loop.after(look_every, [this] { look(); });
}

void Presence::release(const std::string& conversation, Owned& owned)
{
    owned.releasing = true;
    log_info("an agent is gone, the conversation goes back to the queue",
             {{"conv", conversation}, {"agent", owned.agent}});
    dialogs::AgentActed acted;
    acted.agent = owned.agent;
    acted.name = owned.name;
    acted.epoch = owned.epoch;
    if (!owned.draft.empty()) {
        acted.act = dialogs::AgentAct::note;
        acted.cmid = new_cmid();
        acted.text = "没有发出的草稿：" + owned.draft;
        parts_.shard.agent_acted(conversation, acted, acted.text, [](const Outcome&) {});
    }
    acted.act = dialogs::AgentAct::release;
    acted.cmid = new_cmid();
    acted.text = dialogs::agent_gone;
    parts_.shard.agent_acted(
        conversation, acted, acted.text,
        [weak = std::weak_ptr(self_), conversation, epoch = owned.epoch](const Outcome& outcome) {
            const auto self = weak.lock();
            if (!self || !*self || !outcome.error) return;
            // The log cannot be written just now, say.
            const auto found = (*self)->owned_.find(conversation);
            if (found != (*self)->owned_.end() && found->second.epoch == epoch)
                found->second.releasing = false;
        });
}

}  // namespace bot
