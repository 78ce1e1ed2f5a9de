#include "dialogs/flow_proofs.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

#include "dialogs/pack.h"
#include "dialogs/program.h"
#include "dialogs/step.h"
#include "tests/support/pack_files.h"

namespace dialogs {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using Files = Pack::Files;

// What the proofs say of the pack once `from` reads `to` in one of its files.
std::string said_with(const std::string& path, const std::string& from, const std::string& to)
{
    Files files = read_pack_files("packs/kameng");
    std::string& text = files.at(path);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    intents::Problems problems;
    const auto pack = Pack::load(files, problems);
    if (pack) prove_flows(pack->program(), problems);
    return problems.to_text(false);
}

TEST(FlowProofs, the_flows_of_the_pack_hold)
{
    EXPECT_EQ(said_with("flows/advice.yaml", "times: 4", "times: 4"), "");
}

TEST(FlowProofs, a_loop_that_asks_again_and_again_is_shown_as_a_conversation)
{
    const std::string said =
        said_with("flows/advice.yaml", "      times: 4\n      after: leave\n", "");
    EXPECT_THAT(said,
                AllOf(HasSubstr("flows/advice.yaml:"), HasSubstr(": this can go round for ever"),
                      HasSubstr("\n  bot> 还想知道哪一样？"), HasSubstr("\n  user> "),
                      HasSubstr("give one of its steps 'times: 3'")));
}

TEST(FlowProofs, a_bound_that_leads_back_into_the_loop_is_none)
{
    EXPECT_THAT(said_with("flows/advice.yaml", "after: leave", "after: again"),
                HasSubstr("this goes round for ever without asking anything"));
}

TEST(FlowProofs, a_loop_that_a_condition_ends_is_none)
{
    // settle: restate sets the demand that it lacks, once, and comes back.
    EXPECT_THAT(said_with("flows/settle.yaml", "    - set: {demand: refund}\n    - goto: restate",
                          "    - clear: [demand]\n    - goto: restate"),
                HasSubstr("flows/settle.yaml"));
}

TEST(FlowProofs, flows_that_run_each_other_are_shown)
{
    EXPECT_THAT(said_with("flows/settle.yaml", "  kept:\n    - say: kept\n",
                          "  kept:\n    - run: cancel_order\n    - say: kept\n"),
                HasSubstr("flows run each other for ever: cancel_order → settle → cancel_order"));
}

TEST(FlowProofs, a_way_past_the_person_who_was_promised_is_shown)
{
    std::string said =
        said_with("flows/minor.yaml", "  - handoff: to_human\n    queue: complaint\n",
                  "  - ticket: handoff\n    queue: complaint\n");
    EXPECT_THAT(said, AllOf(HasSubstr("flow 'minor' is to bring a person, and can end without one"),
                            HasSubstr("bot> ")));
}

// ---- The proofs against the engine itself, on small random packs

// A pack of three flows, of which `begin` starts by a message, and all that a pack must have.
class RandomPack {
public:
    explicit RandomPack(unsigned seed) : random_(seed) {}

    Files files()
    {
        Files files = frame();
        files["flows/begin.yaml"] = flow("begin", {"second", "third"}, true);
        files["flows/second.yaml"] = flow("second", {"third"}, false);
        files["flows/third.yaml"] = flow(
            "third", pick(12) == 0 ? std::vector<std::string>{"begin"} : std::vector<std::string>{},
            false);
        return files;
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }
    std::string one(const std::vector<std::string>& of) { return of[pick(of.size())]; }

    static Files frame()
    {
        Files files;
        for (const char* intent : {"begin", "human_agent", "other"})
            files["intents/" + std::string(intent) + ".yaml"] =
                "id: " + std::string(intent) + "\ntitle: " + intent +
                "\ngroup: action\nexamples: [" + intent + " 一, " + intent + " 二]\n";
        files["pack.yaml"] =
            "name: small\nflows: {human: human, scam: human, minor: human, approved: human, "
            "rejected: human, trouble: trouble}\nmenu: [begin]\nminutes_by_priority: {P0: 1, P1: "
            "1, P2: 1, P3: 1}\nlabels: {stage: {}}\n";
        files["evidence.yaml"] = "items: {}\nchecklists: {}\n";
        files["policy/decision.yaml"] =
            "facts:\n  amount: {type: money}\n  evidence: {type: set, values: [a]}\n"
            "blocks:\n  - block: all\n    rows:\n      - {row: all, when: otherwise, decision: "
            "COLLECT, rules: [R1], priority: P3}\n";
        for (const char* id : {"human", "trouble"})
            files["flows/" + std::string(id) + ".yaml"] =
                "flow: " + std::string(id) + "\ntitle: x\nsteps:\n  - handoff: q\n  - end: done\n";
        std::string replies = "q: 问\n";
        for (const std::string& key : replies_of_the_engine()) replies += key + ": 好\n";
        files["replies/all.yaml"] = replies;
        return files;
    }

    std::string flow(const std::string& id, std::vector<std::string> others, bool triggered)
    {
        others_ = std::move(others);
        labels_ = {"one", "two", "three"};
        labels_.resize(1 + pick(3));
        std::string text = "flow: " + id + "\ntitle: " + id + "\n";
        if (triggered) text += "triggers: [begin]\n";
        text += "outputs: [a]\nslots:\n";
        for (const char* slot : {"a", "b"})
            text += "  " + std::string(slot) + ": {type: choice, options: {x: 甲, y: 乙}}\n";
        at_ = 0;
        text += "steps:\n" + steps("  ", "goto: " + labels_.front()) + "labels:\n";
        for (const std::string& label : labels_) {
            ++at_;
            text += "  " + label + ":\n" + steps("    ", ending());
        }
        return text;
    }

    // Mostly on, rarely back: so that there are flows that end, and flows that do not.
    std::string target()
    {
        if (pick(7) == 0) return one(labels_);
        if (at_ == labels_.size() || pick(4) == 0) return "human";
        return labels_[at_ + pick(labels_.size() - at_)];
    }

    std::string ending()
    {
        const std::string to = target();
        return to == "human" || pick(2) == 0 ? "end: " + one({"done", "elsewhere"}) : "goto: " + to;
    }

    std::string steps(const std::string& indent, const std::string& last)
    {
        std::string text;
        for (std::size_t count = 1 + pick(3); count > 0; --count) text += step(indent);
        return text + indent + "- " + last + "\n";
    }

    std::string condition()
    {
        const std::string slot = "slots." + one({"a", "b"});
        return one({slot + " is set", slot + " is unset", slot + " is set and " + slot + " = x",
                    "customer.known", slot + " is unset or " + slot + " != y"});
    }

    std::string step(const std::string& indent)
    {
        const std::string more = "\n" + indent + "  ";
        std::string text = indent + "- ";
        switch (pick(9)) {
            case 0:
                text += "say: q";
                break;
            case 1:
            case 2:
                text += "collect: " + one({"a", "b"}) + more + "ask: q" + more +
                        "attempts: " + std::to_string(1 + pick(2));
                if (pick(2) == 0) text += more + "on: {exhausted: " + target() + "}";
                if (pick(4) == 0) text += more + "when: " + condition();
                break;
            case 3:
                text += "confirm: c" + more + "ask: q" + more + "attempts: 1" + more +
                        "on: {no: " + target() + "}";
                break;
            case 4:
            case 5:
                text +=
                    "branch:" + more + "  - {when: " + condition() + ", goto: " + target() + "}";
                if (pick(2) == 0)
                    text += more + "  - {when: " + condition() + ", goto: " + target() + "}";
                return text + "\n";
            case 6:
                text += pick(2) == 0
                            ? "set: {" + one({"a", "b"}) + ": " + one({"x", "y", "slots.a"}) + "}"
                            : "clear: [" + one({"a", "b"}) + "]";
                break;
            case 7:
                text += "call: keys.check" + more + "on: {not_found: " + target() +
                        ", timeout: " + target() + "}";
                break;
            default:
                if (others_.empty()) {
                    text += "say: q";
                    break;
                }
                text += "run: " + one(others_);
                if (pick(2) == 0) text += more + "on: {elsewhere: " + target() + "}";
                break;
        }
        if (pick(3) == 0)
            text += more + "times: " + std::to_string(1 + pick(2)) + more + "after: " + target();
        return text + "\n";
    }

    std::mt19937 random_;
    std::vector<std::string> others_, labels_;
    std::size_t at_ = 0;  // how many labels stand up to here
};

const Time noon = *parse_rfc3339("2026-09-12T12:00:00+08:00");

// Every conversation that the engine can have with such a pack, whatever is chosen and answered:
// choices, bad answers, silence, every outcome of an action.
class EveryConversation {
public:
    explicit EveryConversation(const Pack& pack) : pack_(pack)
    {
        Conversation conversation;
        conversation.id = "c_1";
        conversation.pack = pack.id();
        Conversation opened = put(conversation, Opened{"v_1", "terminal", "", "", ""});
        intents::Understanding begin;
        begin.text = "begin";
        begin.intent = "begin";
        begin.confidence_permille = 1000;
        longest_ = most(put(opened, Said{"m", begin}));
    }

    bool endless() const { return endless_; }    // an answer leads back to where it was given
    bool restless() const { return restless_; }  // a turn that does not come to rest
    bool too_many() const { return too_many_; }  // to be tried
    bool unheard() const { return unheard_; }    // asked for a person, and none was fetched
    int longest() const { return longest_; }     // in messages of the customer

private:
    Conversation put(Conversation before, decltype(Input::what) what)
    {
        const std::vector<Frame> stack = before.stack;
        try {
            return step(pack_, std::move(before), {noon, std::move(what), 0}).after;
        } catch (const std::logic_error&) {
            restless_ = true;
            return {};
        }
    }

    // All that what comes next depends on, as the flows here are.
    static std::string key_of(const Conversation& conversation)
    {
        json key = {static_cast<int>(conversation.owner), conversation.awaiting.has_value()};
        for (const Frame& frame : conversation.stack)
            key.push_back(
                {frame.flow, frame.step, frame.slots, frame.attempts, frame.visits, frame.asked});
        return key.dump();
    }

    // The most messages from here on.
    int most(const Conversation& conversation)
    {
        if (restless_ || endless_ || conversation.stack.empty() || conversation.owner != Owner::bot)
            return 0;
        const std::string key = key_of(conversation);
        if (const auto known = known_.find(key); known != known_.end()) {
            if (known->second < 0) endless_ = true;
            return std::max(known->second, 0);
        }
        if (known_.size() > 400) {
            too_many_ = true;
            return 0;
        }
        known_[key] = -1;
        return known_[key] = most_after(conversation);
    }

    int most_after(const Conversation& conversation)
    {
        int longest = 0;
        const auto follow = [&](int messages, decltype(Input::what) what) {
            if (restless_ || endless_ || too_many_) return;
            longest = std::max(longest, messages + most(put(conversation, std::move(what))));
        };
        for (const Effect& effect : conversation.effects)
            if (effect.state == "pending")
                for (const char* outcome : {"ok", "not_found", "timeout"})
                    follow(0, ActionAnswered{effect.key, outcome, json::object()});
        if (!conversation.awaiting) return longest;
        for (const Option& option : conversation.awaiting->options)
            follow(1, Chose{"m", option.value, conversation.awaiting->id});
        intents::Understanding bad;
        bad.text = "???";
        follow(1, Said{"m", bad});
        if (conversation.awaiting->kind == "confirm") follow(0, TimerDue{"confirm"});
        intents::Understanding human;
        human.text = "人工";
        human.control = intents::ControlWord::human;
        unheard_ = unheard_ || put(conversation, Said{"m", human}).owner != Owner::queue;
        return longest;
    }

    const Pack& pack_;
    std::map<std::string, int> known_;  // -1: on the way
    bool endless_ = false, restless_ = false, too_many_ = false, unheard_ = false;
    int longest_ = 0;
};

class FlowProofsProperty : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Part, FlowProofsProperty, testing::Values(0U, 1U, 2U, 3U));

TEST_P(FlowProofsProperty, what_they_find_sound_no_conversation_breaks)
{
    int sound = 0;
    int endless = 0;
    int refused = 0;
    int tight = 0;
    int long_ones = 0;
    for (unsigned seed = GetParam() * 500 + 1; seed <= (GetParam() + 1) * 500; ++seed) {
        const Files files = RandomPack(seed).files();
        SCOPED_TRACE(std::to_string(seed) + "\n" + files.at("flows/begin.yaml") +
                     files.at("flows/second.yaml") + files.at("flows/third.yaml"));
        intents::Problems problems;
        const auto pack = Pack::load(files, problems);
        if (!pack) {
            const std::string text = problems.to_text(false);
            ++(text.find("for ever") != text.npos ? endless : refused);
            continue;
        }
        const EveryConversation every(*pack);
        ASSERT_FALSE(every.unheard());
        ASSERT_FALSE(every.endless());
        ASSERT_FALSE(every.restless());
        ++sound;
        if (every.too_many()) {
            ++long_ones;
            continue;
        }
        const int bound = flow_bounds(pack->program()).at("begin").messages;
        ASSERT_LE(every.longest(), bound);
        tight += every.longest() == bound ? 1 : 0;
    }
    std::cout << sound << " that end, of which " << tight << " can be as long as the bound and "
              << long_ones << " were too large to try; " << endless << " without an end, "
              << refused << " with other mistakes\n";
    EXPECT_GT(sound, 50);
    EXPECT_GT(endless, 10);
}

}  // namespace
}  // namespace dialogs
