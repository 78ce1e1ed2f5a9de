#include "bot/reception.h"

#include "bot/log.h"
#include "bot/net/server.h"
#include "bot/random.h"
#include "intents/character_table.h"
#include "intents/utf8.h"

namespace bot {

namespace {

using namespace std::chrono_literals;
constexpr auto reopened_within = 24h;

WireError unauthorized(std::string message)
{
    return {"unauthorized", std::move(message), {}, {}, {}, {}};
}

constexpr std::int64_t seconds_max = 9'000'000'000'000;
constexpr std::size_t name_characters_max = 40;

// Nothing that turns the agents' list around or hides in it.
std::string shown_name(const std::string& name)
{
    std::u32string shown;
    for (const char32_t c : intents::decode_utf8(name)) {
        if (intents::plain_form(c).empty()) continue;
        shown += intents::is_space(c) ? U' ' : c;
        if (shown.size() == name_characters_max) break;
    }
    return intents::encode_utf8(shown);
}

std::string key_of(const storage::Visitor& visitor)
{
    return visitor.user.empty() ? "visitor " + visitor.id : "user " + visitor.user;
}

}  // namespace

Reception::Reception(Parts parts)
    : parts_(std::move(parts)), new_visitors_(300, 20), hellos_(600, 50)
{
}

Reception::~Reception() { *self_ = nullptr; }

std::optional<WireError> Reception::check_identity(const visitor::Identity& identity)
{
    std::string signed_text =
        identity.user + '\n' + std::to_string(identity.expires_at) + '\n' + identity.nonce;
    if (!identity.name.empty()) signed_text += '\n' + identity.name;
    const bool right = !parts_.identity_secret.empty() &&
                       equal_in_constant_time(hmac_sha256_hex(parts_.identity_secret, signed_text),
                                              identity.signature);
    if (!right) return unauthorized("身份验证失败,请从商店重新打开客服");
    if (milliseconds(parts_.now()) / 1000 >= identity.expires_at)
        return unauthorized("身份已过期,请刷新商店页面");
    return std::nullopt;
}

void Reception::admit(const visitor::Hello& hello, const std::string& address, Done done)
{
    const auto limited = [](std::chrono::seconds wait) {
        return WireError{"rate_limited", "连接太频繁了,请稍等", {}, wait.count(), {}, {}};
    };
    const std::string network = network_of(address);
    if (const auto wait = hellos_.take(network, parts_.now())) return done(limited(*wait));
    if (hello.identity)
        if (auto error = check_identity(*hello.identity)) return done(std::move(*error));
    if (hello.token.empty())
        if (const auto wait = new_visitors_.take(network, parts_.now()))
            return done(limited(*wait));

    const std::string user = hello.identity ? hello.identity->user : "";
    const std::string name = hello.identity ? shown_name(hello.identity->name) : "";
    const std::string nonce = hello.identity ? hello.identity->nonce : "";
    // In milliseconds; a shop that lets it be good for ever has it remembered as long as that.
    const std::int64_t proof_ends =
        hello.identity ? std::min(hello.identity->expires_at, seconds_max) * 1000 : 0;
    const auto now = milliseconds(parts_.now());
    const bool taken = parts_.workers.submit([=, this, token = hello.token,
                                              weak = std::weak_ptr(self_)]() mutable {
        std::optional<storage::Visitor> visitor;
        bool used_before = false;
        try {
            if (!token.empty()) visitor = parts_.visitors.find_by_token(token, now);
            // A token speaks for one user: with a proof of another (or of one at all, where the
            // token is a guest's) it is a new visitor, and the guest's conversation stays the
            // guest's.
            if (visitor && !user.empty() && visitor->user != user) visitor.reset();
            // Who has the user's token needs no proof; one that was seen on its way is no proof.
            if (!visitor && !user.empty())
                used_before = !parts_.visitors.take_nonce(user, nonce, proof_ends, network, now);
            if (!visitor && !used_before) {
                storage::NewVisitor made = parts_.visitors.create(user, name, now);
                visitor = made.visitor;
                token = made.token;
            }
        } catch (const std::exception& error) {
            log_error("a visitor cannot be admitted", {{"error", error.what()}});
        }
        parts_.loop.post([=] {
            const auto self = weak.lock();
            if (!self || !*self) return;
            if (used_before) return done(unauthorized("身份凭证已经用过,请刷新商店页面"));
            if (!visitor)
                return done(WireError{"unavailable", "服务暂时不可用,请稍后再试", {}, {}, {}, {}});
            (*self)->let_in(*visitor, token, done);
        });
    });
    if (!taken) done(WireError{"unavailable", "服务繁忙,请稍后再试", {}, {}, {}, {}});
}

bool Reception::owns(const storage::Visitor& visitor, const dialogs::Conversation& conversation)
{
    return conversation.visitor == visitor.id ||
           (!visitor.user.empty() && conversation.user == visitor.user);
}

void Reception::remember(const dialogs::Conversation& conversation)
{
    if (conversation.user.empty()) return;
    std::string& newest = of_user_[conversation.user];
    newest = std::max(newest, conversation.id);
}

std::optional<storage::Visitor> Reception::visitor_of(const std::string& token)
{
    if (token.empty() || token.size() > 256) return std::nullopt;
    return parts_.visitors.find_by_token(token, milliseconds(parts_.now()));
}

std::optional<std::string> Reception::latest_of(const storage::Visitor& visitor) const
{
    if (const auto known = of_user_.find(visitor.user);
        !visitor.user.empty() && known != of_user_.end())
        return known->second;
    const auto row = parts_.log.latest_conversation_of(visitor.id);
    if (!row) return std::nullopt;
    return row->id;
}

std::optional<std::string> Reception::conversation_of(const storage::Visitor& visitor)
{
    const auto latest = latest_of(visitor);
    if (!latest) return std::nullopt;
    const auto state = parts_.shard.find(*latest);
    if (!state || !owns(visitor, *state)) return std::nullopt;
    if (!state->closed) return latest;
    const auto row = parts_.log.conversation(*latest);
    if (row && time_of(row->updated_at) + reopened_within > parts_.now()) return latest;
    return std::nullopt;
}

void Reception::let_in(const storage::Visitor& visitor, const std::string& token, const Done& done)
{
    const auto waiting = opening_.find(key_of(visitor));
    if (waiting == opening_.end())
        if (const auto found = conversation_of(visitor))
            return done(Admitted{visitor.id, token, *found});

    auto finished = [done, visitor = visitor.id, token](const Outcome& outcome,
                                                        const std::string& conversation) {
        if (outcome.error)
            done(*outcome.error);
        else
            done(Admitted{visitor, token, conversation});
    };
    const std::string key = key_of(visitor);
    const bool first = waiting == opening_.end();
    opening_[key].push_back(std::move(finished));
    if (!first) return;

    dialogs::Opened opened;
    opened.visitor = visitor.id;
    opened.channel = "web";
    opened.user = visitor.user;
    opened.name = visitor.name;
    opened.previous = latest_of(visitor).value_or("");
    // `id` is known before the commit, but also where it fails at once.
    auto id = std::make_shared<std::string>();
    auto early = std::make_shared<std::optional<Outcome>>();
    const auto tell = [this, key, id](const Outcome& outcome) {
        const auto all = std::move(opening_[key]);
        opening_.erase(key);
        for (const auto& one : all) one(outcome, *id);
    };
    *id = parts_.shard.open(std::move(opened),
                            [=, weak = std::weak_ptr(self_)](const Outcome& outcome) {
                                const auto self = weak.lock();
                                if (!self || !*self) return;
                                if (id->empty())
                                    *early = outcome;
                                else
                                    tell(outcome);
                            });
    if (*early) tell(**early);
}

}  // namespace bot
