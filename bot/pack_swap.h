// Changes the pack while the server runs: reads its folder anew, checks it, keeps it, and lets new
// conversations begin on it. Running ones stay on theirs, and a pack with mistakes changes nothing.
//
// Loop's thread only; the work is done by a worker.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/net/event_loop.h"
#include "bot/pack_shelf.h"
#include "bot/worker_pool.h"
#include "intents/problem.h"
#include "storage/event_log.h"

namespace bot {

class PackSwap {
public:
    struct Parts {
        EventLoop& loop;
        WorkerPool& workers;
        PackShelf& shelf;
        const storage::EventLog& log;
        std::filesystem::path shop_file;  // the shop's settings are part of a pack
        // After each change, with the name of the agent that asked for it; empty: a signal.
        std::function<void(const std::string& by)> changed;
    };
    explicit PackSwap(Parts parts) : parts_(std::move(parts)) {}
    ~PackSwap() { *self_ = nullptr; }

    // Where the pack is read from. Without one nothing is ever changed.
    void read_from(std::filesystem::path folder) { folder_ = std::move(folder); }

    struct Result {
        std::string pack;  // the current one's id from here on
        bool changed = false;
        intents::Message problems;  // why it stays the old one; empty where nothing is wrong
    };
    using Done = std::function<void(const Result&)>;
    // What is asked for while one is being read leads to one more reading after it: the files may
    // have changed since.
    void load(const std::string& by, Done done);

private:
    struct Read {
        PackPointer pack;
        std::set<std::string> in_use;
        intents::Message problems;
    };
    struct Wish {
        std::string by;
        Done done;
    };
    static Read read(const std::filesystem::path& folder, const std::filesystem::path& shop_file,
                     const std::filesystem::path& kept, const storage::EventLog& log);
    void begin();
    void finish(Read read);

    Parts parts_;
    std::filesystem::path folder_;
    std::vector<Wish> reading_for_, waiting_;
    std::shared_ptr<PackSwap*> self_ = std::make_shared<PackSwap*>(this);
};

}  // namespace bot
