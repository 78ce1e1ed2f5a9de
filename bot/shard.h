// The conversations of one loop thread: takes what comes in, asks the dialogs what to do, appends
// the turn to the log, and lets it be seen once it is on disk.
//
// Everything runs on the loop's thread, so there are no locks. A conversation may run ahead of its
// commits; what others see of it comes in order and only after the commit.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bot/actions.h"
#include "bot/clock.h"
#include "bot/event_frames.h"
#include "bot/metrics.h"
#include "bot/net/event_loop.h"
#include "bot/pack_shelf.h"
#include "bot/timers.h"
#include "bot/wire.h"
#include "dialogs/step.h"
#include "storage/event_log.h"

namespace bot {

// How something that was sent went: an error, or the number it got once it was on disk.
struct Outcome {
    std::optional<WireError> error;
    std::uint64_t seq = 0;
    std::uint64_t epoch = 0;
};
using Done = std::function<void(const Outcome&)>;

struct VisitorMessage {
    std::string cmid;
    Body body;
    std::string media_type;   // of an image
    std::uint64_t bytes = 0;  // of an image
    std::string address;      // where it came from
    dialogs::PictureFacts picture;
};

// A turn that is on disk.
class CommittedTurn {
public:
    std::string conversation;
    std::shared_ptr<const dialogs::Conversation> after;
    dialogs::Time at;
    std::vector<storage::EventRow> rows;
    std::vector<nlohmann::json> payloads;
    bool owner_changed = false;

    // Written once, however many read them. The visitor's is for rows with a seq.
    std::shared_ptr<const std::string> visitor_frame(std::size_t row) const;
    std::shared_ptr<const std::string> agent_frame(std::size_t row) const;
    // {"t":"state",…} for agents.
    std::shared_ptr<const std::string> state_frame() const;

private:
    mutable std::vector<std::shared_ptr<const std::string>> visitor_frames_, agent_frames_;
    mutable std::shared_ptr<const std::string> state_frame_;
};

// Somebody types or has read; nothing of it is kept.
struct Notice {
    std::string conversation;
    std::string from;   // visitor, agent
    std::string agent;  // id of the agent
    std::string name;
    std::string state;  // typing, read
    std::uint64_t seq = 0;
};

// Who watches a conversation: a socket, the terminal.
class Follower {
public:
    virtual ~Follower() = default;
    virtual void turned(const CommittedTurn& turn) = 0;
    virtual void noticed(const Notice& notice) = 0;
};

class Shard {
public:
    struct Parts {
        EventLoop& loop;
        storage::EventLog& log;
        PackShelf& packs;
        ActionRunner& actions;
        Metrics& metrics;
        Now now;
        std::string digest_key;        // bodies are identified by an HMAC with it
        std::function<int()> waiting;  // conversations in the queue
        std::function<void(const CommittedTurn&)> committed;  // every turn of every conversation
    };
    explicit Shard(Parts parts);
    ~Shard();

    // Goes on with what was running when the program ended: timers, those of promises to who has
    // left too, and actions without an answer. `seen` is called for each conversation that runs.
    void restore(const std::function<void(const dialogs::Conversation&,
                                          const storage::ConversationRow&)>& seen);

    // A new conversation. `done` after its first turn is on disk. Returns its id.
    std::string open(dialogs::Opened opened, Done done);
    // The state as of the last turn taken, which may be ahead of the disk; nullptr: no such one.
    std::shared_ptr<const dialogs::Conversation> find(const std::string& conversation);

    // The last seq that is on disk; 0 where there is no such conversation.
    std::uint64_t committed_seq(const std::string& conversation);

    void visitor_sent(const std::string& conversation, VisitorMessage message, Done done);
    void agent_acted(const std::string& conversation, dialogs::AgentActed acted,
                     const std::string& canonical, Done done);

    // `follower` hears of every turn committed from now on, until unfollow. False: no such one.
    bool follow(const std::string& conversation, Follower& follower);
    void unfollow(const std::string& conversation, Follower& follower);
    // To all followers but `from`.
    void notify(const Notice& notice, const Follower* from);

    // Turns that are not on disk yet.
    std::size_t uncommitted() const { return uncommitted_; }
    bool available() const { return available_; }

private:
    struct Room;
    struct Sent;
    // Of the message that leads to a turn: how it is remembered, and what its sender called it.
    struct Origin {
        std::string key;  // "visitor m1", "agent g_…/m1"; empty: not a message
        std::string cmid;
        std::string digest;
    };
    Room* room(const std::string& conversation);
    std::string last_said(const std::string& conversation, std::uint64_t seq) const;
    Room& settle_in(std::shared_ptr<const dialogs::Conversation> state,
                    std::shared_ptr<const dialogs::Pack> pack);
    // Whether a message of that cmid was taken before; then `done` has been or will be called.
    bool known(Room& room, const std::string& from, const std::string& stored_cmid,
               const Origin& origin, Done& done);
    // `secrets`: what the input shows masked.
    void take(Room& room, decltype(dialogs::Input::what) what, const Origin& origin, Done done,
              std::vector<storage::NewSecret> secrets = {});
    void on_commit(CommittedTurn turn, std::vector<std::int64_t> positions,
                   const std::string& error, const Origin& origin, std::uint64_t seq,
                   const Done& done);
    // After a failed commit: back to what is on disk, and nothing new until that can be added to.
    void forget_unsaved(Room& room);
    void try_again_soon();
    void go_on();
    void run_effects(Room& room, const dialogs::Conversation& state);
    void answered(const std::string& conversation, const std::string& key, std::string outcome,
                  nlohmann::json data);
    void timer_due(const std::string& conversation, const std::string& timer);
    void sweep();
    std::string digest(const std::string& canonical) const;

    Parts parts_;
    Timers timers_;
    std::unordered_map<std::string, std::unique_ptr<Room>> rooms_;
    std::size_t uncommitted_ = 0;
    bool available_ = true;
    EventLoop::TimerId sweeping_ = 0;
    EventLoop::TimerId trying_again_ = 0;
    // What a callback still holds of a shard that is gone.
    std::shared_ptr<Shard*> self_ = std::make_shared<Shard*>(this);
};

}  // namespace bot
