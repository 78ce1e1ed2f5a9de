#include "bot/engine.h"

#include <gtest/gtest.h>

#include <future>

#include "bot/load_pack.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;

// A customer whose refund is to be reviewed has left; the time he was promised passes.
dialogs::Conversation left_with_a_promise(const std::string& pack, dialogs::Time due)
{
    dialogs::Conversation conversation;
    conversation.id = "c_1";
    conversation.pack = pack;
    conversation.visitor = "v_1";
    conversation.channel = "web";
    conversation.closed = true;
    conversation.seq = conversation.turns = 1;
    conversation.opened_at = conversation.last_heard = due - 2h;
    dialogs::Ticket ticket;
    ticket.id = "t_1";
    ticket.case_number = "KF-1";
    ticket.kind = ticket.queue = "review";
    ticket.priority = "P2";
    ticket.state = "open";
    ticket.opened_at = due - 2h;
    ticket.due_at = due;
    conversation.tickets.push_back(ticket);
    conversation.timers.push_back({"ticket t_1", due});
    return conversation;
}

void store(storage::Database& database, const dialogs::Conversation& conversation)
{
    storage::EventLog log(database);
    const dialogs::Ticket& ticket = conversation.tickets.front();
    storage::Batch batch;
    batch.conversation = {conversation.id,
                          conversation.visitor,
                          conversation.channel,
                          conversation.pack,
                          conversation.closed,
                          milliseconds(conversation.opened_at),
                          milliseconds(conversation.last_heard),
                          dialogs::to_json(conversation).dump()};
    batch.tickets.push_back({ticket.id, conversation.id, ticket.kind, ticket.queue, ticket.priority,
                             ticket.state, milliseconds(ticket.opened_at),
                             milliseconds(ticket.due_at), "{}"});
    std::promise<std::string> stored;
    log.append(std::move(batch), [&](auto, std::string error) { stored.set_value(error); });
    ASSERT_EQ(stored.get_future().get(), "");
}

TEST(Engine, keeps_its_promises_to_who_has_left_over_a_restart)
{
    const TemporaryFolder folder;
    storage::Database database(folder.path(), storage::Access::write);
    const Shop shop = open_shop(folder.path());
    const auto pack = load_pack("packs/kameng", shop.yaml);
    store(database, left_with_a_promise(pack->id(), system_now() - 1min));

    EventLoop loop;
    Engine engine(loop, database, shop, pack, system_now, false);
    engine.restore();
    int looks = 0;
    std::function<void()> look = [&] {
        const auto conversation = engine.shard().find("c_1");
        if (conversation->timers.empty() || ++looks == 500) return loop.stop();
        loop.after(10ms, look);
    };
    look();
    loop.run();
    const auto conversation = engine.shard().find("c_1");
    EXPECT_TRUE(conversation->timers.empty());
    EXPECT_EQ(conversation->tickets.front().priority, "P1");
    EXPECT_EQ(conversation->seq, 2U);  // that it takes longer
    EXPECT_TRUE(conversation->closed);
}

}  // namespace
