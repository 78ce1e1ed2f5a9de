#include "bot/visitor_session.h"

namespace bot {

namespace {

using namespace std::chrono_literals;
constexpr auto hello_within = 10s;
constexpr std::size_t frames_before_welcome_max = 20;  // as many as messages at once
constexpr std::size_t queued_enough = 256 * 1024;      // bytes: wait until the client has read some

WireError bad(std::string message) { return {"bad_request", std::move(message), {}, {}, {}, {}}; }

}  // namespace

VisitorSession::VisitorSession(const Parts& parts, Connection& connection, std::string address)
    : parts_(parts),
      connection_(connection),
      address_(std::move(address)),
      network_(limited_network(address_)),
      frames_(parts.limits.pace().frames, parts.limits.pace().frames_per_second)
{
    ++parts_.metrics.visitor_sockets;
    hello_timeout_ = parts_.loop.after(hello_within, [this] {
        hello_timeout_ = 0;
        if (hello_) return;
        refuse(bad("连接后 10 秒内要发 hello"));
        connection_.close(1008, "no hello");
    });
}

VisitorSession::~VisitorSession()
{
    --parts_.metrics.visitor_sockets;
    *self_ = nullptr;
    if (hello_timeout_) parts_.loop.cancel(hello_timeout_);
    if (conversation_.empty()) return;
    parts_.shard.unfollow(conversation_, *this);
    parts_.limits.leave(conversation_);
}

void VisitorSession::received(std::string_view text, bool binary)
{
    if (const auto wait = frames_.take(parts_.now())) {
        refuse({"rate_limited", "操作太频繁了,请稍等", {}, wait->count(), {}, {}});
        return connection_.close(1008, "too many frames");
    }
    if (binary) return refuse(bad("只接受文本帧"));
    auto frame = visitor::read_frame(text);
    if (auto* error = std::get_if<WireError>(&frame)) return refuse(std::move(*error));
    take(std::move(std::get<visitor::Frame>(frame)));
}

void VisitorSession::take(visitor::Frame frame)
{
    // Who is let in is not known at once; a client need not wait for it.
    const bool waits = hello_ && conversation_.empty();
    if (!waits || std::holds_alternative<visitor::Hello>(frame))
        return std::visit([&](auto& what) { on(std::move(what)); }, frame);
    if (before_welcome_.size() < frames_before_welcome_max)
        return before_welcome_.push_back(std::move(frame));
    WireError error{"rate_limited", "请等欢迎消息到了再发", {}, 1, {}, {}};
    if (const auto* send = std::get_if<visitor::Send>(&frame)) error.cmid = send->cmid;
    refuse(std::move(error));
}

void VisitorSession::refuse(WireError error)
{
    ++parts_.metrics.refusals[{"visitor", error.code}];
    connection_.send(write_error(error));
}

void VisitorSession::on(visitor::Hello hello)
{
    if (hello_) return refuse(bad("已经发过 hello"));
    hello_ = std::move(hello);
    parts_.reception.admit(*hello_, address_, [weak = std::weak_ptr(self_)](auto result) {
        const auto self = weak.lock();
        if (!self || !*self) return;
        VisitorSession& session = **self;
        if (auto* error = std::get_if<WireError>(&result)) {
            session.hello_.reset();
            session.refuse(std::move(*error));
        } else {
            session.welcome(std::get<Reception::Admitted>(result));
        }
        for (auto& frame : std::exchange(session.before_welcome_, {}))
            session.take(std::move(frame));
    });
}

std::optional<visitor::Welcome> welcome_of(const VisitorSession::Parts& parts,
                                           const Reception::Admitted& admitted)
{
    const auto state = parts.shard.find(admitted.conversation);
    if (!state) return std::nullopt;
    visitor::Welcome welcome;
    welcome.visitor = admitted.visitor;
    welcome.token = admitted.token;
    welcome.conversation = admitted.conversation;
    welcome.seq = parts.shard.committed_seq(admitted.conversation);
    welcome.owner = dialogs::to_string(state->owner);
    welcome.agent_name = state->agent_name;
    welcome.shop = parts.shop;
    return welcome;
}

void VisitorSession::welcome(const Reception::Admitted& admitted)
{
    if (!parts_.limits.join(admitted.conversation)) {
        hello_.reset();
        refuse({"rate_limited", "您打开的聊天窗口太多了,请先关闭几个", {}, 10, {}, {}});
        return connection_.close(1008, "too many connections");
    }
    const auto welcome = welcome_of(parts_, admitted);
    if (!welcome || !parts_.shard.follow(admitted.conversation, *this)) {
        parts_.limits.leave(admitted.conversation);
        hello_.reset();
        return refuse({"internal", "系统出了点问题,请稍后再试", {}, {}, {}, {}});
    }
    conversation_ = admitted.conversation;
    connection_.send(visitor::write_welcome(*welcome));
    if (hello_->resume) {
        if (hello_->resume->conversation == conversation_ && hello_->resume->after <= welcome->seq)
            last_seq_ = static_cast<std::int64_t>(hello_->resume->after);
        else
            connection_.send(visitor::write_resync(conversation_));
    }
    catching_up_ = true;
    catch_up();
}

void VisitorSession::catch_up()
{
    while (catching_up_ && connection_.queued_bytes() < queued_enough) {
        const auto rows = parts_.log.read_visible(conversation_, last_seq_, events_at_once);
        for (const auto& row : rows) {
            connection_.send(write_visitor_event(row, parse_stored(row.payload)));
            last_seq_ = *row.seq;
        }
        // Whatever is committed after this read is announced by turned(), as both are on this
        // thread.
        if (rows.size() < events_at_once) catching_up_ = false;
    }
}

void VisitorSession::drained()
{
    if (catching_up_) catch_up();
}

void VisitorSession::turned(const CommittedTurn& turn)
{
    if (!catching_up_)
        for (std::size_t i = 0; i < turn.rows.size(); ++i) {
            const auto& seq = turn.rows[i].seq;
            if (!seq || *seq <= last_seq_) continue;
            connection_.send(turn.visitor_frame(i));
            last_seq_ = *seq;
        }
    if (turn.owner_changed)
        connection_.send(
            visitor::write_owner(dialogs::to_string(turn.after->owner), turn.after->agent_name));
}

void VisitorSession::noticed(const Notice& notice)
{
    if (notice.from == "agent" && notice.state == "typing")
        connection_.send(visitor::write_typing(notice.name));
}

void VisitorSession::on(visitor::Send send)
{
    const auto refuse_send = [&](WireError error) {
        error.cmid = send.cmid;
        refuse(std::move(error));
    };
    if (conversation_.empty()) return refuse_send(bad("请先发 hello"));
    if (const auto wait = parts_.limits.message(conversation_, network_, parts_.now()))
        return refuse_send({"rate_limited", "您发得太快了,请稍等一下", {}, wait->count(), {}, {}});
    const std::string cmid = send.cmid;
    send_as_visitor(parts_.shard, parts_.find_image, conversation_, std::move(send), address_,
                    [weak = std::weak_ptr(self_), cmid](const Outcome& outcome) {
                        const auto self = weak.lock();
                        if (!self || !*self) return;
                        if (outcome.error)
                            (*self)->refuse(*outcome.error);
                        else
                            (*self)->connection_.send(visitor::write_ack(cmid, outcome.seq));
                    });
}

void VisitorSession::on(visitor::Typing)
{
    if (conversation_.empty()) return refuse(bad("请先发 hello"));
    parts_.shard.notify({conversation_, "visitor", {}, {}, "typing", 0}, this);
}

void VisitorSession::on(visitor::Read read)
{
    if (conversation_.empty()) return refuse(bad("请先发 hello"));
    parts_.shard.notify({conversation_, "visitor", {}, {}, "read", read.seq}, this);
}

}  // namespace bot
