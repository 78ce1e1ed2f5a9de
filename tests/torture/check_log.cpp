#include "tests/torture/check_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <sstream>

#include "storage/database.h"
#include "storage/event_log.h"

namespace torture {

namespace {

using storage::EventRow;

constexpr auto everything = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());

json payload_of(const EventRow& row) { return json::parse(row.payload); }

void check_visible(const Customer& customer, const std::vector<EventRow>& visible)
{
    ASSERT_GE(visible.size(), customer.events().size()) << "events were shown that are not stored";
    std::int64_t position = 0;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        EXPECT_EQ(visible[i].seq, static_cast<std::int64_t>(i + 1));
        EXPECT_GT(visible[i].position, position);
        position = visible[i].position;
        if (i >= customer.events().size()) continue;
        const json& seen = customer.events()[i];
        EXPECT_EQ(seen.at("pos"), visible[i].position);
        EXPECT_EQ(seen.at("from"), visible[i].from);
        EXPECT_EQ(seen.at("body"), payload_of(visible[i]).at("body"));
        if (visible[i].from == "visitor") {
            EXPECT_EQ(seen.at("cmid"), visible[i].cmid);
        }
    }
}

void check_messages(const Customer& customer, const std::vector<EventRow>& rows)
{
    std::map<std::string, std::vector<const EventRow*>> stored;
    std::vector<std::string> order;
    for (const EventRow& row : rows)
        if (row.from == "visitor" && !row.cmid.empty()) {
            stored[row.cmid].push_back(&row);
            order.push_back(row.cmid);
        }
    std::vector<std::string> sent;
    for (const Message& message : customer.messages()) {
        const std::size_t times = stored[message.cmid].size();
        EXPECT_EQ(times, message.acked ? 1U : 0U) << message.cmid << ' ' << message.body;
        if (times > 0) sent.push_back(message.cmid);
        if (message.acked && times == 1) {
            EXPECT_EQ(stored[message.cmid].front()->seq, static_cast<std::int64_t>(*message.acked));
        }
    }
    if (customer.in_order()) {
        EXPECT_EQ(order, sent);
    }
}

// An effect is wished for once and answered at most once.
void check_effects(const std::vector<EventRow>& rows)
{
    std::map<std::string, int> wished, answered;
    for (const EventRow& row : rows) {
        if (row.type != "effect") continue;
        const json body = payload_of(row).at("body");
        ++(body.at("state") == "pending" ? wished : answered)[body.at("key").get<std::string>()];
    }
    for (const auto& [key, times] : wished) EXPECT_EQ(times, 1) << key;
    for (const auto& [key, times] : answered) EXPECT_EQ(times, 1) << key;
}

void check_shown(const std::filesystem::path& data, const Crowd& crowd)
{
    const auto shown = end_to_end::run_kefu({"show", "--all", "--json", "--data", data.string()});
    EXPECT_EQ(shown.exit_code, 0) << shown.errors;
    std::map<std::string, json> transcripts;
    std::istringstream lines(shown.output);
    for (std::string line; std::getline(lines, line);) {
        const json conversation = json::parse(line);
        transcripts[conversation.at("conv")] = conversation.at("transcript");
    }
    for (const auto& customer : crowd.customers()) {
        const json& transcript = transcripts[customer->conversation()];
        ASSERT_GE(transcript.size(), customer->events().size());
        for (std::size_t i = 0; i < customer->events().size(); ++i) {
            EXPECT_EQ(transcript[i].at("seq"), i + 1);
            EXPECT_EQ(transcript[i].at("body"), customer->events()[i].at("body"));
        }
    }
}

}  // namespace

void check_log(const std::filesystem::path& data, const Crowd& crowd)
{
    {
        storage::Database database(data, storage::Access::read);
        const storage::EventLog log(database);
        for (const auto& customer : crowd.customers()) {
            SCOPED_TRACE(customer->conversation());
            EXPECT_THAT(customer->problems(), testing::IsEmpty());
            EXPECT_TRUE(customer->satisfied()) << "not everything arrived";
            const auto rows = log.read(customer->conversation(), 0, everything);
            check_visible(*customer, log.read_visible(customer->conversation(), 0, everything));
            check_messages(*customer, rows);
            check_effects(rows);
        }
    }
    check_shown(data, crowd);
    const auto replayed = end_to_end::run_kefu({"replay", "--data", data.string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output << replayed.errors;
    EXPECT_NE(replayed.output.find("different: 0, skipped: 0"), std::string::npos)
        << replayed.output;
}

std::vector<json> transcript_of_agent(end_to_end::Agent& agent, const std::string& conversation)
{
    agent.events.clear();
    agent.open(conversation);
    std::vector<json> visible;
    for (json& event : agent.events)
        if (event.at("conv") == conversation && !event.at("seq").is_null())
            visible.push_back(std::move(event));
    agent.socket.send({{"t", "close"}, {"conv", conversation}});
    return visible;
}

void check_transcript(const Customer& customer, const std::vector<json>& of_agent)
{
    SCOPED_TRACE(customer.conversation());
    ASSERT_GE(of_agent.size(), customer.events().size());
    for (std::size_t i = 0; i < customer.events().size(); ++i) {
        for (const char* field : {"seq", "pos", "from", "cmid", "body"})
            EXPECT_EQ(of_agent[i].at(field), customer.events()[i].at(field)) << field;
    }
}

}  // namespace torture
