#include "bot/long_poll.h"

#include <charconv>

#include "bot/http_answers.h"

namespace bot {

using nlohmann::json;

namespace {

using namespace std::chrono_literals;
// Proxies give up on an answer after 30 or 60 seconds.
constexpr auto wait_at_most = 25s;
constexpr std::size_t waits_max = 8;  // of one conversation: as many tabs
constexpr std::string_view prefix = "/api/v1/conversations";

WireError too_many(std::chrono::seconds wait)
{
    WireError error = error_of("rate_limited", "操作太频繁了,请稍等");
    error.retry_after = wait.count();
    return error;
}

// The number of "after=…"; 0 where it is absent, nothing where it is no number.
std::optional<std::int64_t> after_of(std::string_view query)
{
    constexpr std::string_view name = "after=";
    if (query.empty()) return 0;
    if (!query.starts_with(name)) return std::nullopt;
    query.remove_prefix(name.size());
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(query.data(), query.data() + query.size(), number);
    if (error != std::errc{} || end != query.data() + query.size() || number < 0)
        return std::nullopt;
    return number;
}

}  // namespace

// A request that waits for the next event.
class LongPoll::Wait final : private Follower {
public:
    Wait(LongPoll& owner, std::string conversation, std::int64_t after, Site::Reply reply)
        : owner_(owner),
          conversation_(std::move(conversation)),
          after_(after),
          reply_(std::move(reply))
    {
        ++owner_.parts_.metrics.waiting_polls;
        ++owner_.waits_of_[conversation_];
        owner_.parts_.shard.follow(conversation_, *this);
        timer_ = owner_.parts_.loop.after(wait_at_most, [this] {
            timer_ = 0;
            finish();
        });
    }
    ~Wait()
    {
        --owner_.parts_.metrics.waiting_polls;
        if (--owner_.waits_of_[conversation_] == 0) owner_.waits_of_.erase(conversation_);
        if (timer_) owner_.parts_.loop.cancel(timer_);
        owner_.parts_.shard.unfollow(conversation_, *this);
    }

private:
    void turned(const CommittedTurn& turn) override
    {
        const bool news = std::any_of(turn.rows.begin(), turn.rows.end(), [&](const auto& row) {
            return row.seq && *row.seq > after_;
        });
        if (news) finish();
    }
    void noticed(const Notice&) override {}

    void finish()
    {
        reply_(owner_.events_after(conversation_, after_));
        owner_.ended(*this);
    }

    LongPoll& owner_;
    std::string conversation_;
    std::int64_t after_;
    Site::Reply reply_;
    EventLoop::TimerId timer_ = 0;
};

LongPoll::LongPoll(const VisitorSession::Parts& parts, CustomerBundle& bundle)
    : parts_(parts), bundle_(bundle), requests_(120, 40)
{
}

LongPoll::~LongPoll()
{
    *self_ = nullptr;
    waits_.clear();
}

void LongPoll::ended(Wait& wait) { waits_.erase(&wait); }

bool LongPoll::serves(const std::string& path)
{
    return path == prefix || path.starts_with(std::string(prefix) + '/');
}

void LongPoll::answer(const Site::Reply& reply, WireError error)
{
    ++parts_.metrics.refusals[{"visitor", error.code}];
    reply(open_to_shops(refusal(error)));
}

void LongPoll::handle(const Request& request, Site::Reply reply)
{
    if (request.method == "OPTIONS") return reply(preflight());
    if (request.path == prefix) {
        if (request.method == "POST") return hello(request, std::move(reply));
        return reply(open_to_shops(refusal(405, "bad_request", "不支持这个方法")));
    }
    const auto visitor = parts_.reception.visitor_of(bearer(request));
    if (!visitor) return answer(reply, error_of("unauthorized", "请先发 hello"));
    const std::string rest = request.path.substr(prefix.size() + 1);
    const auto slash = rest.find('/');
    const std::string conversation = rest.substr(0, slash);
    const std::string what = slash == std::string::npos ? "" : rest.substr(slash + 1);
    // Another visitor's conversation is not even there.
    const auto state = parts_.shard.find(conversation);
    if (!state || !Reception::owns(*visitor, *state))
        return answer(reply, error_of("not_found", "没有这个会话"));
    if (const auto wait = requests_.take(conversation, parts_.now()))
        return answer(reply, too_many(*wait));
    if (what == "events" && request.method == "GET")
        return events(request, conversation, std::move(reply));
    if (what == "messages" && request.method == "POST")
        return send(request, conversation, std::move(reply));
    if (what == "bundle" && request.method == "GET")
        return bundle_.handle(conversation, std::move(reply));
    answer(reply, error_of("not_found", "没有这个地址"));
}

void LongPoll::hello(const Request& request, Site::Reply reply)
{
    auto frame = visitor::read_frame(request.body);
    if (const auto* error = std::get_if<WireError>(&frame)) return answer(reply, *error);
    const auto* hello = std::get_if<visitor::Hello>(&std::get<visitor::Frame>(frame));
    if (!hello) return answer(reply, error_of("bad_request", "这里只接受 hello"));
    parts_.reception.admit(*hello, request.address, [=, weak = std::weak_ptr(self_)](auto result) {
        const auto self = weak.lock();
        if (!self || !*self) return;
        LongPoll& poll = **self;
        if (const auto* error = std::get_if<WireError>(&result)) return poll.answer(reply, *error);
        const auto welcome = welcome_of(poll.parts_, std::get<Reception::Admitted>(result));
        if (!welcome) return poll.answer(reply, error_of("internal", "系统出了点问题,请稍后再试"));
        reply(guarded(open_to_shops(Response::json(200, visitor::write_welcome(*welcome)))));
    });
}

void LongPoll::events(const Request& request, const std::string& conversation, Site::Reply reply)
{
    const auto after = after_of(request.query);
    if (!after) return answer(reply, error_of("bad_request", "after 要是一个数"));
    const auto newest = static_cast<std::int64_t>(parts_.shard.committed_seq(conversation));
    // What the client has of another history it forgets: everything comes again.
    if (*after > newest)
        return reply(guarded(open_to_shops(
            Response::json(200, R"({"seq":)" + std::to_string(newest) + R"(,"events":[)" +
                                    visitor::write_resync(conversation) + "]}"))));
    if (*after < newest) return reply(events_after(conversation, *after));
    if (const auto waiting = waits_of_.find(conversation);
        waiting != waits_of_.end() && waiting->second >= waits_max)
        return answer(reply, too_many(wait_at_most));
    auto wait = std::make_unique<Wait>(*this, conversation, *after, std::move(reply));
    Wait* const key = wait.get();
    waits_.emplace(key, std::move(wait));
}

Response LongPoll::events_after(const std::string& conversation, std::int64_t after)
{
    std::string frames;
    std::int64_t last = after;
    for (const auto& row : parts_.log.read_visible(conversation, after, events_at_once)) {
        if (!frames.empty()) frames += ',';
        frames += write_visitor_event(row, parse_stored(row.payload));
        last = *row.seq;
    }
    return guarded(open_to_shops(Response::json(
        200, R"({"seq":)" + std::to_string(last) + R"(,"events":[)" + frames + "]}")));
}

void LongPoll::send(const Request& request, const std::string& conversation, Site::Reply reply)
{
    auto frame = visitor::read_frame(request.body);
    if (const auto* error = std::get_if<WireError>(&frame)) return answer(reply, *error);
    auto* send = std::get_if<visitor::Send>(&std::get<visitor::Frame>(frame));
    if (!send) return answer(reply, error_of("bad_request", "这里只接受 send"));
    if (const auto wait =
            parts_.limits.message(conversation, limited_network(request.address), parts_.now())) {
        WireError error = too_many(*wait);
        error.cmid = send->cmid;
        return answer(reply, std::move(error));
    }
    const std::string cmid = send->cmid;
    send_as_visitor(parts_.shard, parts_.find_image, conversation, std::move(*send),
                    request.address, [=, weak = std::weak_ptr(self_)](const Outcome& outcome) {
                        const auto self = weak.lock();
                        if (!self || !*self) return;
                        if (outcome.error) return (*self)->answer(reply, *outcome.error);
                        reply(guarded(open_to_shops(
                            Response::json(200, visitor::write_ack(cmid, outcome.seq)))));
                    });
}

}  // namespace bot
