// kefu chat: the same bot in the terminal. Lines typed are messages.
#include <deque>
#include <filesystem>
#include <iostream>
#include <thread>

#include "bot/commands/command.h"
#include "bot/engine.h"
#include "bot/load_pack.h"
#include "bot/log.h"
#include "bot/pack_folder.h"
#include "bot/random.h"
#include "storage/orders_import.h"

namespace bot {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

struct ChatOptions {
    std::string data;
    std::string pack = default_pack;
};

// The data folder of one chat, deleted with it where none was named.
class ChatFolder {
public:
    explicit ChatFolder(const std::string& named) : path_(named), temporary_(named.empty())
    {
        if (temporary_) path_ = fs::temp_directory_path() / ("kefu-chat-" + random_hex(8));
    }
    ~ChatFolder()
    {
        std::error_code ignored;
        if (temporary_) fs::remove_all(path_, ignored);
    }
    ChatFolder(const ChatFolder&) = delete;
    const fs::path& path() const { return path_; }
    bool temporary() const { return temporary_; }

private:
    fs::path path_;
    bool temporary_;
};

// Prints what the visitor would see, and sends what is typed.
class Terminal final : public Follower {
public:
    Terminal(EventLoop& loop, Engine& engine) : loop_(loop), engine_(engine) {}
    ~Terminal() override
    {
        if (!conversation_.empty()) engine_.shard().unfollow(conversation_, *this);
    }

    void start()
    {
        dialogs::Opened opened;
        opened.visitor = random_id("v_");
        opened.channel = "terminal";
        conversation_ = engine_.shard().open(std::move(opened), [this](const Outcome& outcome) {
            if (!outcome.error) return;
            std::cerr << outcome.error->message << '\n';
            loop_.stop();
        });
        engine_.shard().follow(conversation_, *this);
    }

    // A line was typed. It is sent when the bot has answered the one before, as in a talk.
    void typed(std::string line)
    {
        lines_.push_back(std::move(line));
        go_on();
    }

    // No more lines come: the loop stops once the bot has nothing more to say.
    void finish()
    {
        finished_ = true;
        go_on();
    }

private:
    void go_on()
    {
        if (waiting_) return;
        if (busy()) {
            waiting_ = true;
            loop_.after(10ms, [this] {
                waiting_ = false;
                go_on();
            });
        } else if (!lines_.empty()) {
            send(lines_.front());
            lines_.pop_front();
            go_on();
        } else if (finished_) {
            loop_.stop();
        }
    }

    // Something is being stored or looked up.
    bool busy() const
    {
        const auto state = engine_.shard().find(conversation_);
        return engine_.shard().uncommitted() > 0 ||
               (state && std::any_of(state->effects.begin(), state->effects.end(),
                                     [](const auto& effect) { return effect.state == "pending"; }));
    }

    // A line is the number of an option or a message.
    void send(const std::string& line)
    {
        VisitorMessage message{"l" + std::to_string(++sent_), TextBody{line}, {}, 0, {}, {}};
        const std::string number = line.size() <= 2 ? line : "";
        for (std::size_t i = 0; i < options_.size(); ++i)
            if (number == std::to_string(i + 1)) message.body = ChoiceBody{options_[i], awaiting_};
        engine_.shard().visitor_sent(conversation_, std::move(message), [](const Outcome& outcome) {
            if (outcome.error) std::cout << "! " << outcome.error->message << std::endl;
        });
    }

    void turned(const CommittedTurn& turn) override
    {
        for (std::size_t i = 0; i < turn.rows.size(); ++i)
            if (turn.rows[i].seq && turn.rows[i].from != "visitor") print(turn.payloads[i]);
    }
    void noticed(const Notice&) override {}

    void print(const json& payload)
    {
        const json body = payload.value("body", json::object());
        const std::string type = body.value("type", "");
        if (type == "text") std::cout << body.value("text", "") << '\n';
        if (type == "card" || type == "document")
            std::cout << "[" << body.value("title", "") << "]\n";
        if (type == "document") std::cout << body.value("text", "") << '\n';
        if (type == "card")
            for (const json& row : body.value("rows", json::array()))
                std::cout << "  " << row.value("label", "") << ": " << row.value("value", "")
                          << '\n';
        if (type == "checklist")
            for (const json& item : body.value("items", json::array()))
                std::cout << "  " << (item.value("state", "") == "wanted" ? "[ ] " : "[x] ")
                          << item.value("label", "") << '\n';
        options_.clear();
        const json awaiting = payload.value("awaiting", json());
        if (awaiting.is_object()) {
            awaiting_ = awaiting.value("id", "");
            for (const json& option : awaiting.value("options", json::array())) {
                options_.push_back(option.value("value", ""));
                std::cout << "  " << options_.size() << ") " << option.value("label", "") << '\n';
            }
        }
        std::cout << std::flush;
    }

    EventLoop& loop_;
    Engine& engine_;
    std::string conversation_;
    std::string awaiting_;
    std::vector<std::string> options_;
    std::deque<std::string> lines_;
    bool waiting_ = false;
    bool finished_ = false;
    int sent_ = 0;
};

int chat(const ChatOptions& options)
{
    log_warnings_only();
    const ChatFolder folder(options.data);
    EventLoop loop;
    storage::Database database(folder.path(), storage::Access::write);
    const fs::path demo = fs::path(options.pack) / "demo";
    const Shop shop = open_shop(folder.path(), folder.temporary() && fs::exists(demo / "shop.yaml")
                                                   ? read_file(demo / "shop.yaml")
                                                   : "");
    Engine engine(loop, database, shop, load_pack(options.pack, shop.yaml), system_now,
                  folder.temporary());
    if (folder.temporary() && fs::exists(demo / "orders.json")) {
        const auto now = system_now().time_since_epoch().count();
        for (const auto& order :
             storage::read_orders("orders.json", read_file(demo / "orders.json"), now).orders)
            engine.orders().put(order, now);
    }
    Terminal terminal(loop, engine);
    terminal.start();
    loop.on_stop_signal([&] { loop.stop(); });

    std::thread reader([&] {
        std::string line;
        while (std::getline(std::cin, line)) {
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            loop.post([&, line] { terminal.typed(line); });
        }
        loop.post([&] { terminal.finish(); });
    });
    loop.run();
    // Where the end came by a signal, the reader may still wait for a line that never comes.
    reader.detach();
    return 0;
}

}  // namespace

void add_chat(Command& program)
{
    auto command = program.add("chat", {"Talk to the bot in the terminal", "在终端里和机器人聊天"});
    auto options = std::make_shared<ChatOptions>();
    command.option(
        "--data", options->data,
        {"folder of the shop's data; without it, a demo shop that is forgotten afterwards",
         "数据文件夹;不写则用一个临时的演示店铺"});
    add_pack_option(command, options->pack);
    command.example("kefu chat");
    command.action([=] { return chat(*options); });
}

}  // namespace bot
