// One turn at work: the conversation being changed, and the events written so far.
//
// step() makes one Dialog for each input. Its parts: dialog.cpp (events, stack), dialog_run.cpp
// (the steps of flows), dialog_hear.cpp (what a visitor's message means here), dialog_answer.cpp
// (answers to the open question), dialog_requests.cpp (what waits for its turn), dialog_agent.cpp
// (agents' acts), dialog_say.cpp (replies and questions).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogs/program.h"
#include "dialogs/step.h"

namespace dialogs {

class Dialog {
public:
    Dialog(const Pack& pack, Conversation before, const Input& input);

    Turn run();

private:
    // Inputs, one each.
    void on(const Opened& opened);
    void on(const Said& said);
    void on(const Chose& chose);
    void on(const SentImage& image);
    void on(const SentForm& form);
    void on(const ActionAnswered& answer);
    void on(const TimerDue& timer);
    void on(const AgentActed& acted);
    void on(const Failed& failed);

    // Events. The first one carries the input.
    Event& log(const std::string& type, const std::string& from, nlohmann::json body);
    Event& show(const std::string& from, nlohmann::json body);  // visible: takes the next seq
    void refuse(std::string code, std::string message);
    void heard(const std::string& cmid, nlohmann::json body);  // a visitor's message, visible
    void heard(const Said& said);
    void heard(const Chose& chose, const std::string& label);
    void heard(const SentImage& image);

    // What a message means (dialog_hear.cpp).
    void hear(const Said& said);
    const char* take(const intents::Understanding& understanding);
    const char* take_nothing_from(const intents::Understanding& understanding);
    bool may_go_on(const intents::Understanding& understanding) const;
    void hold(const intents::Understanding& understanding);
    void fragment_is_all();
    void hear_choice(const Chose& chose);
    void hear_image(const SentImage& image);
    void keep_picture();  // one that nobody asked for
    void note_for_reviewer(const SentImage& image);
    bool refuse_as_evidence(const SentImage& image, const std::string& item);
    // The item that the picture stands for now, not one it was changed for another at; empty: none.
    std::string item_that_has(const std::string& blob) const;
    bool raise_guards(const intents::Understanding& understanding);
    bool obey_control(const intents::Understanding& understanding);
    bool obey_phrase(const intents::Understanding& understanding);
    bool stop();
    bool withdraw();
    bool is_under_way() const;  // a case or a refund of the order at hand
    void put_aside();
    void resume();
    void remember(const intents::Understanding& understanding);
    const std::string* answer_to(const intents::Understanding& understanding) const;
    bool has_open_case() const;  // of the order at hand
    std::string title_of(const std::string& intent) const;
    bool digress(const intents::Understanding& understanding);
    void bad_turn(const intents::Understanding& understanding);
    void offer_menu(const intents::Understanding& understanding);
    void remember_flag(const std::string& flag);
    void note_in_queue();
    void leave_queue();
    void give_up_place();
    bool is_new_danger(const intents::Understanding& understanding) const;

    // Answers to the open question (dialog_answer.cpp).
    bool answer_awaited(const intents::Understanding& understanding);
    bool answer_collect(Frame& frame, const Step& step,
                        const intents::Understanding& understanding);
    bool answer_confirm(const intents::Understanding& understanding);
    bool answer_evidence(const intents::Understanding& understanding);
    std::optional<bool> confirmed(const intents::Understanding& understanding) const;
    std::vector<std::string> wanted_by(const Step& confirm) const;
    int fill_slots(const intents::Understanding& understanding);
    bool change_demand(const intents::Understanding& understanding);
    bool take_demand(const intents::Understanding& understanding);
    const Slot* asked_slot() const;
    bool note_contact_of_next_order(const std::string& contact);
    bool correct(const intents::Understanding& understanding);

    // What is asked for, one after the other (dialog_requests.cpp).
    void begin(const std::string& intent, const intents::Understanding& understanding);
    void add_request(const std::string& intent, const std::string& order);
    bool adds_order(const intents::Understanding& understanding);
    bool asks_for_another_flow(const intents::Understanding& understanding) const;
    void take_up_next_request();
    std::size_t acts_so_far() const;
    void forget_order();

    // Flows (dialog_run.cpp).
    void start_flow(const std::string& flow, const std::map<std::string, std::string>& slots,
                    const intents::Understanding* understanding);
    void fill_from_words(const intents::Understanding& understanding);
    void run_flows();                // until something is awaited or the stack is empty
    bool execute(const Step& step);  // false: it waits
    void go(Frame& frame, const std::string& step);
    void remember_order(const Frame& frame);
    void leave_flow(const std::string& outcome);
    void take_edge(const Step& step, const std::string& outcome);
    void ask(const Step& step, bool again);
    void fail_answer(Frame& frame, const Step& step);
    void set_slot(Frame& frame, const std::string& name, const std::string& value);
    const Step& step_of(const Frame& frame) const;
    const Flow& flow_of(const Frame& frame) const;
    bool may_speak() const;  // the bot, or a flow that speaks for the agents
    bool holds(const std::optional<Condition>& condition) const;
    void request(const Step& step);  // an action
    void decide();
    void open_ticket(const Step& step);
    void hand_over(const Step& step);
    void choose_checklist(const Step& step);
    void gather_next(const Step& step, bool again);
    std::vector<std::string> missing_evidence() const;
    void attach_evidence(const std::string& item, const std::string& blob);
    void show_checklist();
    void resume_top();  // its question is to be put again by run_flows()
    void ask_again();   // puts the question of the innermost flow again, now
    std::string value_of(
        const std::string& expression) const;  // "slots.x", "order.no" or a literal

    // Speaking (dialog_say.cpp).
    void say(const std::string& reply);
    void say(const std::string& reply, const std::map<std::string, std::string>& extra);
    // Says it beside the open question, which stays open.
    void say_beside(const std::string& reply, const std::map<std::string, std::string>& extra = {});
    void await(Awaiting awaiting);  // attached to what was said last
    void attach(const Awaiting& awaiting);
    std::string written(const std::string& variable) const;
    std::string extra(const std::string& name) const;

    // Agents (dialog_agent.cpp).
    void claim(const AgentActed& acted);
    void release(const AgentActed& acted);
    void give_back(const AgentActed& acted);
    void settle_ticket(const AgentActed& acted);
    void change_owner(Owner owner, const std::string& agent, const std::string& name);

    void take_order(const nlohmann::json& order);
    const Effect* close_effect(const ActionAnswered& answer);  // null: it was answered before
    bool is_waited_for(const std::string& key) const;          // of an effect, by a step
    void close_if_silent();
    void set_timer(const std::string& id, Time due);
    void drop_timer(const std::string& id);
    void drop_timers_of_the_talk();  // all but those of promises, which outlive it
    void raise_priority(const std::string& priority);
    Ticket& new_ticket(const std::string& kind, const std::string& queue,
                       const std::string& priority);
    void log_ticket(const Ticket& ticket);
    bool is_about_order(const Ticket& ticket) const;  // the one at hand, or none was known
    void escalate(const std::string& ticket);         // its promised time has passed

    const Pack& pack_;
    const Program& program_;
    Conversation conversation_;
    const Input& input_;
    std::vector<Event> events_;
    std::optional<Refusal> refused_;
    const intents::Understanding* began_with_ = nullptr;  // the message that begins a matter, now
    bool waiting_ = false;                                // the turn is over: something is awaited
    nlohmann::json why_;                                  // of the next thing the bot says
    std::map<std::string, std::string> extra_;            // variables of the reply being said
};

// A greeting or thanks: never a request, never an answer's second half.
inline const std::string courtesy = "greet_thanks_bye";

// P0 before P1: whether `left` is more urgent than `right`.
bool more_urgent(const std::string& left, const std::string& right);
bool is_open(const Ticket& ticket);

}  // namespace dialogs
