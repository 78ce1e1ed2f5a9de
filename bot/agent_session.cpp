#include "bot/agent_session.h"

namespace bot {

using nlohmann::json;

namespace {

using namespace std::chrono_literals;
constexpr auto hello_within = 10s;
constexpr auto login_checked_every = 1s;
constexpr std::size_t opened_max = 100;
constexpr std::size_t queued_enough = 256 * 1024;
constexpr const char* nothing_kept = "原文没有保存,或已经删除";

}  // namespace

AgentSession::AgentSession(const Parts& parts, Connection& connection, std::string cookie)
    : parts_(parts), connection_(connection), cookie_(std::move(cookie)), frames_(200, 50)
{
    ++parts_.metrics.agent_sockets;
    timer_ = parts_.loop.after(hello_within, [this] {
        timer_ = 0;
        refuse(error_of("bad_request", "连接后 10 秒内要发 hello"));
        connection_.close(1008, "no hello");
    });
}

AgentSession::~AgentSession()
{
    --parts_.metrics.agent_sockets;
    *self_ = nullptr;
    if (timer_) parts_.loop.cancel(timer_);
    if (member_) parts_.presence.left(member_->id);
    parts_.desk.leave(*this);
    for (const auto& [conversation, opened] : opened_) parts_.shard.unfollow(conversation, *this);
}

void AgentSession::received(std::string_view text, bool binary)
{
    if (const auto wait = frames_.take(parts_.now())) {
        WireError error = error_of("rate_limited", "操作太频繁了,请稍等");
        error.retry_after = wait->count();
        refuse(error);
        return connection_.close(1008, "too many frames");
    }
    if (binary) return refuse(error_of("bad_request", "只接受文本帧"));
    auto frame = agent::read_frame(text);
    if (const auto* error = std::get_if<agent::FrameError>(&frame))
        return refuse(error->error, error->conversation);
    auto& known = std::get<agent::Frame>(frame);
    if (!member_ && !std::holds_alternative<agent::Hello>(known))
        return refuse(error_of("bad_request", "请先发 hello"));
    std::visit([&](auto& what) { on(std::move(what)); }, known);
}

void AgentSession::refuse(const WireError& error, std::string_view conversation)
{
    ++parts_.metrics.refusals[{"agent", error.code}];
    connection_.send(write_error(error, true, conversation));
}

void AgentSession::on(const agent::Hello& hello)
{
    if (member_) return refuse(error_of("bad_request", "已经发过 hello"));
    auto member = parts_.staff.member(cookie_);
    if (!member || !parts_.staff.right_token(cookie_, hello.token)) {
        refuse(error_of("unauthorized", "登录已失效,请重新登录"));
        return connection_.close(1008, "not logged in");
    }
    member_ = std::move(member);
    parts_.presence.came(member_->id);
    parts_.loop.cancel(timer_);
    timer_ = 0;
    watch_login();
    const Words words = parts_.words();
    const std::string welcome =
        R"({"t":"welcome","agent":)" +
        write({{"id", member_->id}, {"name", member_->name}, {"role", member_->role}}) +
        R"(,"agents":)" + parts_.staff.colleagues() + R"(,"pos":)" +
        std::to_string(parts_.desk.position()) + R"(,"conversations":)" + parts_.desk.rows() +
        R"(,"pack":)" + write(words.pack) + R"(,"vocabulary":)" + write(words.vocabulary) + '}';
    connection_.send(welcome);
    parts_.desk.join(*this);
}

void AgentSession::watch_login()
{
    timer_ = parts_.loop.after(login_checked_every, [this] {
        timer_ = 0;
        if (!parts_.staff.member(cookie_)) {
            refuse(error_of("unauthorized", "登录已失效,请重新登录"));
            return connection_.close(1008, "the login has ended");
        }
        watch_login();
    });
}

void AgentSession::expel(const std::string& cookie)
{
    if (cookie == cookie_) connection_.close(1008, "the login has ended");
}

void AgentSession::on(const agent::Open& open)
{
    const auto state = parts_.shard.find(open.conversation);
    if (!state) return refuse(error_of("not_found", "没有这个会话"), open.conversation);
    if (opened_.size() >= opened_max && !opened_.contains(open.conversation))
        return refuse(error_of("too_large", "同时打开的会话太多了,请先关闭几个"),
                      open.conversation);
    parts_.shard.follow(open.conversation, *this);
    opened_[open.conversation] = {static_cast<std::int64_t>(open.after), true};
    connection_.send(write(
        {{"t", "state"}, {"conv", open.conversation}, {"state", dialogs::to_show_json(*state)}}));
    catch_up();
}

void AgentSession::on(const agent::Close& close)
{
    if (opened_.erase(close.conversation)) parts_.shard.unfollow(close.conversation, *this);
}

void AgentSession::catch_up()
{
    for (auto& [conversation, opened] : opened_) {
        while (opened.catching_up && connection_.queued_bytes() < queued_enough) {
            const auto rows = parts_.log.read(conversation, opened.last_position, events_at_once);
            for (const auto& row : rows) {
                connection_.send(write_agent_event(row, parse_stored(row.payload)));
                opened.last_position = row.position;
            }
            if (rows.size() == events_at_once) continue;
            opened.catching_up = false;
            connection_.send(
                write({{"t", "opened"}, {"conv", conversation}, {"pos", opened.last_position}}));
        }
    }
}

void AgentSession::drained() { catch_up(); }

void AgentSession::turned(const CommittedTurn& turn)
{
    const auto found = opened_.find(turn.conversation);
    if (found == opened_.end() || found->second.catching_up) return;
    for (std::size_t i = 0; i < turn.rows.size(); ++i) {
        if (turn.rows[i].position <= found->second.last_position) continue;
        connection_.send(turn.agent_frame(i));
        found->second.last_position = turn.rows[i].position;
    }
    connection_.send(turn.state_frame());
}

void AgentSession::noticed(const Notice& notice)
{
    if (notice.from == "agent" && member_ && notice.agent == member_->id) return;
    connection_.send(agent::write_presence(notice.conversation, notice.from, notice.name,
                                           notice.state, notice.seq));
}

// The log says who looked, and why, before he sees anything.
void AgentSession::reveal(const std::string& conversation, const dialogs::AgentActed& acted,
                          const Outcome& outcome)
{
    if (outcome.error) return refuse(*outcome.error, conversation);
    const auto secret = parts_.log.secret(conversation, acted.message, acted.place);
    if (!secret) return refuse(error_of("not_found", nothing_kept, acted.cmid), conversation);
    connection_.send(agent::write_ack(conversation, acted.cmid, outcome.seq, outcome.epoch));
    connection_.send(agent::write_revealed(conversation, acted, *secret));
}

void AgentSession::on(agent::Act act)
{
    dialogs::AgentActed& acted = act.acted;
    acted.agent = member_->id;
    acted.name = member_->name;
    const std::string canonical = agent::canonical(acted);
    if (acted.act == dialogs::AgentAct::transfer) {
        const auto name = parts_.staff.name_of(acted.to);
        if (!name)
            return refuse(error_of("not_found", "没有这位同事", acted.cmid), act.conversation);
        acted.text = *name;  // what the customer reads
    }
    if (!acted.blob.empty()) {
        const auto media_type = parts_.media_type(acted.blob, act.conversation);
        if (!media_type)
            return refuse(error_of("not_found", "没有找到这张图片", acted.cmid), act.conversation);
        acted.media_type = *media_type;
    }
    if (acted.act == dialogs::AgentAct::reveal) {
        if (!parts_.log.secret(act.conversation, acted.message, acted.place))
            return refuse(error_of("not_found", nothing_kept, acted.cmid), act.conversation);
        const dialogs::AgentActed asked = acted;
        return parts_.shard.agent_acted(
            act.conversation, std::move(acted), canonical,
            [weak = std::weak_ptr(self_), conversation = act.conversation,
             asked](const Outcome& outcome) {
                if (const auto self = weak.lock(); self && *self)
                    (*self)->reveal(conversation, asked, outcome);
            });
    }
    const std::string cmid = acted.cmid;
    parts_.shard.agent_acted(act.conversation, std::move(acted), canonical,
                             [weak = std::weak_ptr(self_), conversation = act.conversation,
                              cmid](const Outcome& outcome) {
                                 const auto self = weak.lock();
                                 if (!self || !*self) return;
                                 if (outcome.error)
                                     (*self)->refuse(*outcome.error, conversation);
                                 else
                                     (*self)->connection_.send(agent::write_ack(
                                         conversation, cmid, outcome.seq, outcome.epoch));
                             });
}

void AgentSession::on(const agent::Typing& typing)
{
    const auto state = parts_.shard.find(typing.conversation);
    if (!state) return refuse(error_of("not_found", "没有这个会话"), typing.conversation);
    // Only the agent that talks with the customer is seen typing by him.
    if (state->owner != dialogs::Owner::agent || state->agent != member_->id) return;
    if (typing.draft) parts_.presence.wrote(typing.conversation, member_->id, *typing.draft);
    parts_.shard.notify({typing.conversation, "agent", member_->id, member_->name, "typing", 0},
                        this);
}

void AgentSession::on(const agent::Read& read)
{
    if (!parts_.shard.find(read.conversation))
        return refuse(error_of("not_found", "没有这个会话"), read.conversation);
    parts_.shard.notify({read.conversation, "agent", member_->id, member_->name, "read", read.seq},
                        this);
}

void AgentSession::on(const agent::LoadPack& load)
{
    if (member_->role != "admin")
        return refuse(error_of("forbidden", "只有管理员可以更换规则包", load.cmid));
    parts_.load_pack(member_->name, [weak = std::weak_ptr(self_),
                                     cmid = load.cmid](const PackSwap::Result& result) {
        if (const auto self = weak.lock(); self && *self)
            (*self)->connection_.send(agent::write_pack_loaded(cmid, result.pack, result.changed,
                                                               result.problems.chinese));
    });
}

}  // namespace bot
