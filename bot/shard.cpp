#include "bot/shard.h"

#include "bot/json_field.h"
#include "bot/log.h"
#include "bot/random.h"
#include "intents/utf8.h"

namespace bot {

using dialogs::Conversation;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t cmids_remembered_max = 256;  // of one conversation, in memory
constexpr std::size_t uncommitted_max = 50'000;  // turns; more than this and the disk has given up
constexpr std::int64_t events_looked_through_max = 10;  // for what the visitor said last
constexpr auto unused_after = 5min;  // a conversation nobody follows leaves the memory
constexpr auto sweep_every = 60s;
constexpr auto try_again_after = 1s;  // when the log could not be written

const WireError unavailable{
    "unavailable", "服务暂时不可用,请保留这条消息,稍后再发", {}, {}, {}, {}};
const WireError internal_error{"internal", "系统出了点问题,请稍后再试", {}, {}, {}, {}};

Outcome failed(WireError error, const std::string& cmid)
{
    error.cmid = cmid;
    return {std::move(error), 0, 0};
}

// As much of a message as may announce what the next one holds: 卡密我发你.
std::string ending_of(const std::string& text)
{
    constexpr std::size_t bytes_max = 60;
    if (text.size() <= bytes_max) return text;
    std::size_t from = text.size() - bytes_max;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
    return text.substr(from);
}

// The secrets of a message as they were written. The Understanding, which goes everywhere, has only
// their masks.
std::vector<storage::NewSecret> written_secrets(const intents::Understanding& understanding,
                                                const std::string& text, const std::string& cmid)
{
    std::vector<storage::NewSecret> secrets;
    std::u32string original;
    for (const intents::Entity& entity : understanding.entities) {
        if (!entity.secret) continue;
        if (original.empty()) original = intents::decode_utf8(text);
        const auto start = static_cast<std::size_t>(entity.span.start);
        const auto length = static_cast<std::size_t>(entity.span.end) - start;
        secrets.push_back(
            {cmid, std::to_string(start),
             intents::encode_utf8(std::u32string_view(original).substr(start, length))});
    }
    return secrets;
}

// What is no option was written by hand, as a text is, and may hold what a text may.
std::string value_of(const ChoiceBody& choice, const Conversation& conversation,
                     const intents::Detector& detector)
{
    if (conversation.awaiting)
        for (const dialogs::Option& option : conversation.awaiting->options)
            if (option.value == choice.value) return choice.value;
    return detector.understand(choice.value).text;
}

}  // namespace

// A message that was taken, by its sender and cmid.
struct Shard::Sent {
    std::string digest;
    bool committed = false;
    std::uint64_t seq = 0;
    std::vector<Done> waiting;  // the same message, sent again before the commit
};

// A conversation in memory.
struct Shard::Room {
    std::shared_ptr<const Conversation> state;
    std::shared_ptr<const dialogs::Pack> pack;
    std::unordered_set<Follower*> followers;
    std::unordered_map<std::string, Sent> sent;
    std::deque<std::string> sent_order;
    bool knows_all_cmids =
        false;  // opened here, and nothing forgotten since: the log need not be asked
    std::unordered_set<std::string> effects_running;
    std::size_t uncommitted = 0;
    std::uint64_t committed_seq = 0;
    dialogs::Time last_input{};
    dialogs::Time last_used{};
    std::string address;  // of the visitor, as last seen
    std::string said;     // what the visitor's last message ended with
};

std::shared_ptr<const std::string> CommittedTurn::visitor_frame(std::size_t row) const
{
    visitor_frames_.resize(rows.size());
    auto& frame = visitor_frames_[row];
    if (!frame)
        frame = std::make_shared<const std::string>(write_visitor_event(rows[row], payloads[row]));
    return frame;
}

std::shared_ptr<const std::string> CommittedTurn::agent_frame(std::size_t row) const
{
    agent_frames_.resize(rows.size());
    auto& frame = agent_frames_[row];
    if (!frame)
        frame = std::make_shared<const std::string>(write_agent_event(rows[row], payloads[row]));
    return frame;
}

std::shared_ptr<const std::string> CommittedTurn::state_frame() const
{
    if (!state_frame_)
        state_frame_ = std::make_shared<const std::string>(write(
            {{"t", "state"}, {"conv", conversation}, {"state", dialogs::to_show_json(*after)}}));
    return state_frame_;
}

Shard::Shard(Parts parts)
    : parts_(std::move(parts)),
      timers_(parts_.loop, parts_.now, [this](const auto& conversation, const auto& timer) {
          timer_due(conversation, timer);
      })
{
    sweep();
}

Shard::~Shard()
{
    *self_ = nullptr;
    parts_.loop.cancel(sweeping_);
    parts_.loop.cancel(trying_again_);
}

void Shard::restore(
    const std::function<void(const Conversation&, const storage::ConversationRow&)>& seen)
{
    for (const auto& row : parts_.log.running()) {
        try {
            auto state = std::make_shared<const Conversation>(
                dialogs::conversation_from_json(json::parse(row.state)));
            seen(*state, row);
            timers_.replace(row.id, state->timers);
            // Now, while nobody waits for it yet.
            parts_.packs.find(state->pack);
            const bool pending =
                std::any_of(state->effects.begin(), state->effects.end(),
                            [](const auto& effect) { return effect.state == "pending"; });
            if (!pending) continue;
            if (Room* loaded = room(row.id)) run_effects(*loaded, *loaded->state);
        } catch (const std::exception& error) {
            log_error("conversation cannot be restored",
                      {{"conv", row.id}, {"error", error.what()}});
        }
    }
    for (const auto& row : parts_.log.closed_with_open_tickets()) {
        try {
            timers_.replace(row.id, dialogs::conversation_from_json(json::parse(row.state)).timers);
        } catch (const std::exception& error) {
            log_error("the promises of a closed conversation cannot be restored",
                      {{"conv", row.id}, {"error", error.what()}});
        }
    }
}

Shard::Room* Shard::room(const std::string& conversation)
{
    const auto found = rooms_.find(conversation);
    if (found != rooms_.end()) {
        found->second->last_used = parts_.now();
        return found->second.get();
    }
    const auto row = parts_.log.conversation(conversation);
    if (!row) return nullptr;
    auto state =
        std::make_shared<Conversation>(dialogs::conversation_from_json(json::parse(row->state)));
    auto pack = parts_.packs.find(state->pack);
    if (!pack) pack = parts_.packs.current();
    Room& loaded = settle_in(std::move(state), std::move(pack));
    loaded.last_input = time_of(row->updated_at);
    loaded.committed_seq = loaded.state->seq;
    loaded.said = last_said(conversation, loaded.committed_seq);
    return &loaded;
}

std::string Shard::last_said(const std::string& conversation, std::uint64_t seq) const
{
    const auto after = static_cast<std::int64_t>(seq) - events_looked_through_max;
    const auto events = parts_.log.read_visible(conversation, std::max<std::int64_t>(0, after),
                                                events_looked_through_max);
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        if (event->from == "visitor")
            return ending_of(text_of(field(parse_stored(event->payload), "body"), "text"));
    return {};
}

Shard::Room& Shard::settle_in(std::shared_ptr<const Conversation> state,
                              std::shared_ptr<const dialogs::Pack> pack)
{
    auto made = std::make_unique<Room>();
    made->state = std::move(state);
    made->pack = std::move(pack);
    made->last_used = parts_.now();
    const std::string id = made->state->id;
    return *(rooms_[id] = std::move(made));
}

std::string Shard::open(dialogs::Opened opened, Done done)
{
    auto state = std::make_shared<Conversation>();
    state->id = conversation_id(parts_.now());
    state->pack = parts_.packs.current()->id();
    const std::string id = state->id;
    Room& made = settle_in(std::move(state), parts_.packs.current());
    made.knows_all_cmids = true;
    take(made, std::move(opened), {}, std::move(done));
    if (made.state->turns == 0) rooms_.erase(id);  // it did not begin: the reason is in `done`
    return id;
}

std::shared_ptr<const Conversation> Shard::find(const std::string& conversation)
{
    const Room* loaded = room(conversation);
    return loaded ? loaded->state : nullptr;
}

std::uint64_t Shard::committed_seq(const std::string& conversation)
{
    const Room* loaded = room(conversation);
    return loaded ? loaded->committed_seq : 0;
}

std::string Shard::digest(const std::string& canonical) const
{
    return hmac_sha256_hex(parts_.digest_key, canonical).substr(0, 32);
}

bool Shard::known(Room& room, const std::string& from, const std::string& stored_cmid,
                  const Origin& origin, Done& done)
{
    const auto answer = [&](const std::string& former_digest, std::uint64_t seq) {
        if (former_digest != origin.digest)
            done(failed({"conflict", "这个 cmid 已经用于另一条消息", {}, {}, {}, {}}, origin.cmid));
        else {
            ++parts_.metrics.acks;
            done({std::nullopt, seq, room.state->epoch});
        }
    };
    if (const auto found = room.sent.find(origin.key); found != room.sent.end()) {
        Sent& sent = found->second;
        if (sent.committed || sent.digest != origin.digest)
            answer(sent.digest, sent.seq);
        else
            sent.waiting.push_back(std::move(done));
        return true;
    }
    if (room.knows_all_cmids) return false;
    const auto row = parts_.log.find_cmid(room.state->id, from, stored_cmid);
    if (!row) return false;
    answer(digest_of(*row), static_cast<std::uint64_t>(
                                row->seq.value_or(static_cast<std::int64_t>(room.state->seq))));
    return true;
}

void Shard::visitor_sent(const std::string& conversation, VisitorMessage message, Done done)
{
    Room* const where = room(conversation);
    if (!where) return done(failed({"not_found", "没有这个会话", {}, {}, {}, {}}, message.cmid));
    where->address = message.address;
    ++parts_.metrics.messages_in["visitor"];
    const Origin origin{"visitor " + message.cmid, message.cmid, digest(canonical(message.body))};
    if (known(*where, "visitor", message.cmid, origin, done)) return;

    decltype(dialogs::Input::what) what;
    std::vector<storage::NewSecret> secrets;
    if (auto* text = std::get_if<TextBody>(&message.body)) {
        try {
            dialogs::Said said =
                dialogs::said(*where->pack, *where->state, parts_.now(), message.cmid, text->text,
                              std::exchange(where->said, {}));
            const intents::Understanding& understanding = said.understanding;
            where->said = ending_of(understanding.text);
            if (understanding.intent)
                ++parts_.metrics.intents[*understanding.intent];
            else
                ++parts_.metrics.abstentions;
            secrets = written_secrets(understanding, text->text, message.cmid);
            what = std::move(said);
        } catch (const std::exception& error) {
            log_error("a message cannot be understood",
                      {{"conv", conversation}, {"error", error.what()}});
            return done(failed(internal_error, message.cmid));
        }
    } else if (auto* choice = std::get_if<ChoiceBody>(&message.body))
        what =
            dialogs::Chose{message.cmid, value_of(*choice, *where->state, where->pack->detector()),
                           choice->awaiting};
    else if (auto* image = std::get_if<ImageBody>(&message.body))
        what = dialogs::SentImage{message.cmid,       image->blob,   image->evidence,
                                  message.media_type, message.bytes, message.picture};
    else
        what = dialogs::SentForm{message.cmid, std::get<FormBody>(message.body).values};
    take(*where, std::move(what), origin, std::move(done), std::move(secrets));
}

void Shard::agent_acted(const std::string& conversation, dialogs::AgentActed acted,
                        const std::string& canonical, Done done)
{
    Room* const where = room(conversation);
    if (!where) return done(failed({"not_found", "没有这个会话", {}, {}, {}, {}}, acted.cmid));
    ++parts_.metrics.messages_in["agent"];
    const std::string stored = acted.agent + '/' + acted.cmid;
    const Origin origin{"agent " + stored, acted.cmid, digest(canonical)};
    if (known(*where, "agent", stored, origin, done)) return;
    take(*where, std::move(acted), origin, std::move(done));
}

void Shard::take(Room& room, decltype(dialogs::Input::what) what, const Origin& origin, Done done,
                 std::vector<storage::NewSecret> secrets)
{
    const std::string conversation = room.state->id;
    const std::string& cmid = origin.cmid;
    if (!available_ || uncommitted_ >= uncommitted_max) return done(failed(unavailable, cmid));

    dialogs::Input input;
    // The clock may be set back; within a conversation time does not run backwards.
    input.at = std::max(parts_.now(), room.last_input);
    input.what = std::move(what);
    input.waiting = parts_.waiting ? parts_.waiting() : 0;

    dialogs::Turn turn;
    try {
        turn = dialogs::step(*room.pack, *room.state, input);
    } catch (const std::exception& error) {
        log_error("the dialog failed", {{"conv", conversation}, {"error", error.what()}});
        try {  // once: what fails in that as well only the sender hears of
            input.what = dialogs::Failed{dialogs::to_json(input)};
            turn = dialogs::step(*room.pack, *room.state, input);
        } catch (const std::exception& again) {
            log_error("the conversation cannot be set aside",
                      {{"conv", conversation}, {"error", again.what()}});
            return done(failed(internal_error, cmid));
        }
    }
    if (turn.refused) {
        WireError error{turn.refused->code, turn.refused->message, cmid, {}, {}, {}};
        if (error.code == "stale_epoch") error.epoch = room.state->epoch;
        if (error.code == "stale_answer") error.awaiting = write(turn.refused->awaiting);
        return done({std::move(error), 0, room.state->epoch});
    }
    if (turn.events.empty()) return done({std::nullopt, room.state->seq, room.state->epoch});

    CommittedTurn committed;
    committed.conversation = conversation;
    committed.at = input.at;
    TurnRows rows = rows_of(turn, input.at, origin.digest);
    committed.rows = std::move(rows.rows);
    committed.payloads = std::move(rows.payloads);
    committed.owner_changed =
        turn.after.owner != room.state->owner || turn.after.agent != room.state->agent;

    storage::Batch batch;
    for (const dialogs::Ticket& ticket : turn.after.tickets) {
        const auto& before = room.state->tickets;
        if (std::find(before.begin(), before.end(), ticket) != before.end()) continue;
        batch.tickets.push_back({ticket.id, conversation, ticket.kind, ticket.queue,
                                 ticket.priority, ticket.state,
                                 ticket.opened_at.time_since_epoch().count(),
                                 ticket.due_at.time_since_epoch().count(), write(ticket.summary)});
    }
    committed.after = std::make_shared<const Conversation>(std::move(turn.after));
    room.state = committed.after;
    room.last_input = input.at;
    const Conversation& after = *room.state;
    batch.conversation = {after.id,
                          after.visitor,
                          after.channel,
                          after.pack,
                          after.closed,
                          after.opened_at.time_since_epoch().count(),
                          input.at.time_since_epoch().count(),
                          write(dialogs::to_json(after))};
    batch.events = committed.rows;
    batch.secrets = std::move(secrets);

    std::uint64_t seq = after.seq;
    for (const auto& row : committed.rows)
        if (!row.cmid.empty() && row.seq) seq = static_cast<std::uint64_t>(*row.seq);
    if (!origin.key.empty()) {
        room.sent[origin.key] = {origin.digest, false, seq, {}};
        room.sent_order.push_back(origin.key);
    }
    ++room.uncommitted;
    ++uncommitted_;
    auto shared = std::make_shared<CommittedTurn>(std::move(committed));
    parts_.log.append(
        std::move(batch),
        [weak = std::weak_ptr(self_), &loop = parts_.loop, shared, origin, seq,
         done = std::move(done)](std::vector<std::int64_t> positions, std::string error) {
            loop.post([=, positions = std::move(positions)] {
                if (const auto self = weak.lock(); self && *self)
                    (*self)->on_commit(std::move(*shared), positions, error, origin, seq, done);
            });
        });
}

void Shard::on_commit(CommittedTurn turn, std::vector<std::int64_t> positions,
                      const std::string& error, const Origin& origin, std::uint64_t seq,
                      const Done& done)
{
    --uncommitted_;
    const std::string conversation = turn.conversation;
    const auto found = rooms_.find(conversation);
    if (found == rooms_.end()) return;
    Room& room = *found->second;
    --room.uncommitted;

    std::vector<Done> answers{done};
    const auto sent = room.sent.find(origin.key);
    if (sent != room.sent.end()) {
        for (Done& waiting : sent->second.waiting) answers.push_back(std::move(waiting));
        sent->second.waiting.clear();
    }
    if (!error.empty()) {
        if (available_) {
            log_error("the log cannot be written, no more messages are taken", {{"error", error}});
            available_ = false;
            try_again_soon();
        }
        // Sent again it is a new message.
        if (sent != room.sent.end()) room.sent.erase(sent);
        for (const Done& answer : answers)
            if (answer) answer(failed(unavailable, origin.cmid));
        if (room.uncommitted == 0) forget_unsaved(room);
        return;
    }
    if (sent != room.sent.end()) {
        sent->second.committed = true;
        // Only what is on disk may be forgotten: the log knows it from now on.
        while (room.sent_order.size() > cmids_remembered_max &&
               room.sent[room.sent_order.front()].committed) {
            room.sent.erase(room.sent_order.front());
            room.sent_order.pop_front();
            room.knows_all_cmids = false;
        }
    }
    for (std::size_t i = 0; i < turn.rows.size() && i < positions.size(); ++i)
        turn.rows[i].position = positions[i];
    for (const auto& row : turn.rows)
        if (row.seq) ++parts_.metrics.messages_out[row.from];
    if (!origin.key.empty()) parts_.metrics.acks += answers.size();

    room.committed_seq = turn.after->seq;

    for (const Done& answer : answers)
        if (answer) answer({std::nullopt, seq, turn.after->epoch});
    // A follower may end its watch while it is told.
    const std::vector<Follower*> followers(room.followers.begin(), room.followers.end());
    for (Follower* follower : followers)
        if (room.followers.contains(follower)) follower->turned(turn);
    if (parts_.committed) parts_.committed(turn);
    timers_.replace(conversation, room.state->timers);
    run_effects(room, *turn.after);
}

void Shard::forget_unsaved(Room& room)
{
    const std::string id = room.state->id;
    const auto row = parts_.log.conversation(id);
    if (!row) {
        // Opened and never stored: nobody was let into it.
        rooms_.erase(id);
        return;
    }
    room.state = std::make_shared<const Conversation>(
        dialogs::conversation_from_json(json::parse(row->state)));
    room.sent.clear();
    room.sent_order.clear();
    room.knows_all_cmids = false;
    room.last_input = time_of(row->updated_at);
}

void Shard::try_again_soon()
{
    trying_again_ = parts_.loop.after(try_again_after, [this] {
        if (uncommitted_ > 0) return try_again_soon();
        parts_.log.reopen([weak = std::weak_ptr(self_), &loop = parts_.loop](std::string error) {
            loop.post([=] {
                const auto self = weak.lock();
                if (!self || !*self) return;
                if (error.empty())
                    (*self)->go_on();
                else
                    (*self)->try_again_soon();
            });
        });
    });
}

void Shard::go_on()
{
    available_ = true;
    log_info("the log can be written again");
    // What came due or was answered in between could not be taken.
    for (const auto& [id, one] : rooms_) {
        timers_.replace(id, one->state->timers);
        one->effects_running.clear();
        run_effects(*one, *one->state);
    }
}

void Shard::run_effects(Room& room, const Conversation& state)
{
    for (const dialogs::Effect& effect : state.effects) {
        if (effect.state != "pending" || !room.effects_running.insert(effect.key).second) continue;
        parts_.actions.run(effect, state.visitor, room.address,
                           [weak = std::weak_ptr(self_), conversation = state.id, key = effect.key](
                               std::string outcome, json data) {
                               if (const auto self = weak.lock(); self && *self)
                                   (*self)->answered(conversation, key, std::move(outcome),
                                                     std::move(data));
                           });
    }
}

void Shard::answered(const std::string& conversation, const std::string& key, std::string outcome,
                     json data)
{
    Room* const where = room(conversation);
    if (!where) return;
    const auto& effects = where->state->effects;
    const auto effect = std::find_if(effects.begin(), effects.end(),
                                     [&](const auto& one) { return one.key == key; });
    if (effect != effects.end()) ++parts_.metrics.actions[{effect->action, outcome}];
    log_info("action answered", {{"conv", conversation}, {"action", key}, {"outcome", outcome}});
    take(*where, dialogs::ActionAnswered{key, std::move(outcome), std::move(data)}, {},
         [](const Outcome&) {});
}

void Shard::timer_due(const std::string& conversation, const std::string& timer)
{
    Room* const where = room(conversation);
    if (where) take(*where, dialogs::TimerDue{timer}, {}, [](const Outcome&) {});
}

bool Shard::follow(const std::string& conversation, Follower& follower)
{
    Room* const where = room(conversation);
    if (!where) return false;
    where->followers.insert(&follower);
    return true;
}

void Shard::unfollow(const std::string& conversation, Follower& follower)
{
    const auto found = rooms_.find(conversation);
    if (found != rooms_.end()) found->second->followers.erase(&follower);
}

void Shard::notify(const Notice& notice, const Follower* from)
{
    const auto found = rooms_.find(notice.conversation);
    if (found == rooms_.end()) return;
    const std::vector<Follower*> followers(found->second->followers.begin(),
                                           found->second->followers.end());
    for (Follower* follower : followers)
        if (follower != from && found->second->followers.contains(follower))
            follower->noticed(notice);
}

void Shard::sweep()
{
    sweeping_ = parts_.loop.after(sweep_every, [this] {
        const auto now = parts_.now();
        std::erase_if(rooms_, [&](const auto& entry) {
            const Room& one = *entry.second;
            const bool acting =
                std::any_of(one.state->effects.begin(), one.state->effects.end(),
                            [](const auto& effect) { return effect.state == "pending"; });
            return one.followers.empty() && one.uncommitted == 0 && !acting &&
                   one.last_used + unused_after < now;
        });
        sweep();
    });
}

}  // namespace bot
