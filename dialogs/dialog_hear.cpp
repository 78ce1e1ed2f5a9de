// What a visitor's message means here. It is judged in a fixed order: guards and a wish for a
// human; control words; the question that is awaited; a correction; a digression; else a bad turn.
#include <algorithm>

#include "dialogs/answer.h"
#include "dialogs/dialog.h"
#include "dialogs/known_values.h"
#include "intents/utf8.h"

namespace dialogs {

using nlohmann::json;

namespace {

// So many messages in a row that nothing could be made of, and a human is called.
constexpr int misunderstood_max = 3;
constexpr int abusive_max = 2;
constexpr std::size_t menu_size = 3;
// Messages that come as quickly as this are one thought, written in pieces. The bot waits less for
// the next piece than it may take: most come at once, and who has ended wants an answer.
constexpr auto burst_pause = std::chrono::seconds(2);
constexpr auto fragment_pause = std::chrono::milliseconds(800);
constexpr std::size_t fragment_length_max = 16, burst_length_max = 60;  // code points
constexpr int digression_confidence_min = 600;                          // permille
constexpr int danger_confidence_min = 600;  // permille, without a pattern that says so
// So many questions beside the one asked, and a further one counts as a bad answer.
constexpr int asides_max = 4;
constexpr auto queue_note_pause = std::chrono::minutes(3);

const std::string out_of_scope = "out_of_scope";
const std::string information = "provide_info";
const std::string complaint = "escalate_complaint";

json considered(const intents::Understanding& understanding)
{
    json ranking = json::array();
    for (const auto& one : understanding.ranking) {
        if (ranking.size() == 3) break;
        ranking.push_back({{"intent", one.intent}, {"score", one.score}});
    }
    json why{{"ranking", std::move(ranking)}, {"confidence", understanding.confidence_permille}};
    why["intent"] = understanding.intent ? json(*understanding.intent) : json();
    if (!understanding.flags.empty()) why["flags"] = understanding.flags;
    return why;
}

bool on_stack(const Conversation& conversation, const std::string& flow)
{
    return std::any_of(conversation.stack.begin(), conversation.stack.end(),
                       [&](const Frame& frame) { return frame.flow == flow; });
}

// What is said to the pattern that matched comes before what is said to the intent. Null where
// there is none.
const std::string* answer_among(const std::map<std::string, std::string>& answers,
                                const intents::Understanding& understanding)
{
    for (const std::string& pattern : understanding.patterns_of(*understanding.intent))
        if (const auto answer = answers.find(*understanding.intent + "/" + pattern);
            answer != answers.end())
            return &answer->second;
    const auto answer = answers.find(*understanding.intent);
    return answer == answers.end() ? nullptr : &answer->second;
}

// The danger that a message speaks of, by its flag; empty where there is none or it is but guessed.
std::string danger_in(const intents::Understanding& understanding)
{
    const auto& intent = understanding.intent;
    if (intent != "scam_report" && intent != "minor_recharge") return "";
    const bool sure = understanding.confidence_permille >= danger_confidence_min ||
                      !understanding.patterns_of(*intent).empty();
    if (!sure) return "";
    return intent == "scam_report" ? "scam" : "minor";
}

// A number beside the name of a marketplace is that marketplace's; there is none of ours to look
// up.
void leave_out_marketplace_orders(intents::Understanding& understanding,
                                  const Conversation& conversation)
{
    const auto* platform = understanding.first("platform");
    if (!platform || platform->value != "ecommerce" || conversation.order.is_object()) return;
    std::erase_if(understanding.entities, [](const intents::Entity& entity) {
        return entity.type == "order_id" || entity.type == "pay_ref";
    });
}

bool is_clear(const intents::Understanding& understanding)
{
    return understanding.control != intents::ControlWord::none || !understanding.entities.empty() ||
           (understanding.intent && understanding.confidence_permille >= digression_confidence_min);
}

}  // namespace

void Dialog::hear(const Said& said)
{
    std::vector<intents::Understanding> readings{said.understanding};
    if (said.together) readings.push_back(*said.together);
    for (auto& reading : readings) leave_out_marketplace_orders(reading, conversation_);
    // An answer stands by itself, and so does what is clear; a fragment is completed.
    const bool asked = !conversation_.stack.empty() && conversation_.awaiting;
    if (!asked && !is_clear(said.understanding)) std::reverse(readings.begin(), readings.end());
    const char* taken = nullptr;
    for (const auto& reading : readings) {
        why_ = considered(reading);
        taken = take(reading);
        if (taken) break;
    }
    if (!taken) taken = take_nothing_from(said.together ? *said.together : said.understanding);
    events_.front().why["taken"] = taken;
}

// Answers the message as the first of these that it can be, and says as which (turn.h); nullptr
// where it can be none.
const char* Dialog::take(const intents::Understanding& understanding)
{
    const bool threatens = understanding.has_flag(complaint);
    const bool first_threat = threatens && !contains(conversation_.flags, "regulator");
    if (threatens || understanding.first("regulator")) {
        remember_flag("regulator");
        raise_priority("P1");
    }
    if (conversation_.owner == Owner::queue) {  // the agent who comes will read it
        if (understanding.control == intents::ControlWord::stop ||
            understanding.control == intents::ControlWord::bot ||
            program_.settings.leave_queue_phrases.make_up(understanding.text)) {
            leave_queue();
            return "leaves_queue";
        }
        if (!is_new_danger(understanding)) {
            remember(understanding);
            note_in_queue();
            return "waits";
        }
        give_up_place();  // the warning comes at once, and the new place is a more urgent one
    }
    for (const char* type : {"site", "platform"})
        if (const auto* place = understanding.first(type))
            conversation_.memory[type] = place->value;
    if (conversation_.stack.empty()) remember(understanding);
    // Beside another matter the threat is answered once (R66), and the matter goes on.
    if (first_threat && understanding.intent != complaint && danger_in(understanding).empty())
        if (const auto answer = program_.settings.answers.find(complaint);
            answer != program_.settings.answers.end())
            say(answer->second);
    if (raise_guards(understanding)) return "guard";
    if (obey_control(understanding)) return "control";
    if (obey_phrase(understanding)) return "phrase";
    const bool asked = !conversation_.stack.empty() && conversation_.awaiting;
    const bool asked_for_order = asked && conversation_.awaiting->name == "order_id";
    if (!conversation_.stack.empty() && adds_order(understanding)) return "another_order";
    if (!asked_for_order && correct(understanding)) return "correction";
    if (asked && answer_awaited(understanding)) return "answer";
    if (take_demand(understanding)) return "demand";
    if (digress(understanding)) return "another_matter";
    return nullptr;
}

const char* Dialog::take_nothing_from(const intents::Understanding& understanding)
{
    if (may_go_on(understanding)) {
        hold(understanding);
        return "may_go_on";
    }
    bad_turn(understanding);
    return "not_understood";
}

// 我那个 is no sentence yet. A number is an answer, not the beginning of one, and who ends with a
// mark has ended.
bool Dialog::may_go_on(const intents::Understanding& understanding) const
{
    const std::u32string text = intents::decode_utf8(understanding.text);
    return understanding.entities.empty() && text.size() <= fragment_length_max &&
           text.find_first_of(U"0123456789。.！!？?…~～") == std::u32string::npos;
}

// Whoever is still writing is not interrupted: the answer comes when nothing follows.
void Dialog::hold(const intents::Understanding& understanding)
{
    conversation_.fragment = Fragment{intents::to_json(understanding), input_.at};
    set_timer("fragment", input_.at + fragment_pause);
}

void Dialog::fragment_is_all()
{
    if (!conversation_.fragment || conversation_.owner != Owner::bot) return;
    const auto understanding =
        intents::understanding_from_json(conversation_.fragment->understanding);
    why_ = considered(understanding);
    bad_turn(understanding);
}

// What is given before anything was asked need not be given again.
void Dialog::remember(const intents::Understanding& understanding)
{
    if (const auto* order = understanding.first("order_id"))
        conversation_.memory["order_id"] = order->value;
    for (const char* type : {"phone", "email"})
        if (const auto* contact = understanding.first(type)) {
            conversation_.memory["contact"] = contact->value;
            break;
        }
}

// Who waits for an agent hears that the message has come, but not after each one.
void Dialog::note_in_queue()
{
    auto& noted = conversation_.queue_noted_at;
    if (noted && input_.at - *noted < queue_note_pause) return;
    noted = input_.at;
    say("queue_noted");
}

// Whether the message speaks of a danger of which nothing has been said yet.
bool Dialog::is_new_danger(const intents::Understanding& understanding) const
{
    const std::string flag = danger_in(understanding);
    return !flag.empty() && !contains(conversation_.flags, flag);
}

// 算了 while waiting for a human: the bot takes the conversation back.
void Dialog::leave_queue()
{
    give_up_place();
    say(conversation_.memory.contains("paused") ? "stopped" : "handed_back");
}

void Dialog::give_up_place()
{
    for (Ticket& ticket : conversation_.tickets)
        if (ticket.kind == "handoff" && ticket.state == "open") {
            ticket.state = "closed";
            log_ticket(ticket);
        }
    change_owner(Owner::bot, "", "");
    conversation_.stack.clear();
}

bool Dialog::raise_guards(const intents::Understanding& understanding)
{
    const auto& settings = program_.settings;
    const std::string intent = understanding.intent.value_or("");
    if (understanding.control == intents::ControlWord::bot) return false;
    // A name or a date that was asked for may look like anything: there only plain words count.
    const Slot* asked = asked_slot();
    const bool guessed = asked && asked->free_text && !is_plain(understanding);
    if (const std::string flag = danger_in(understanding); !guessed && !flag.empty()) {
        remember_flag(flag);
        start_flow(flag == "scam" ? settings.scam_flow : settings.minor_flow, {}, &understanding);
        run_flows();
        return true;
    }
    const bool wants_human = intent == "human_agent" || understanding.has_flag("human_agent") ||
                             understanding.control == intents::ControlWord::human;
    const bool abusive =
        intent == "emotion_abuse" && understanding.control == intents::ControlWord::none;
    if (abusive && !wants_human) {
        if (++conversation_.abusive_in_a_row < abusive_max) {
            say("calm");
            if (!conversation_.stack.empty())
                ask_again();
            else
                offer_menu(understanding);
            return true;
        }
    } else {
        conversation_.abusive_in_a_row = 0;
    }
    if (!wants_human && conversation_.abusive_in_a_row < abusive_max) return false;
    conversation_.abusive_in_a_row = 0;
    // The business request in the same message is kept for the agent, and for the bot afterwards.
    const auto business = program_.flow_of_intent.find(intent);
    if (conversation_.stack.empty() && business != program_.flow_of_intent.end() &&
        business->second != settings.human_flow)
        start_flow(business->second,
                   program_.flows.at(business->second).slots_for(intent, &understanding),
                   &understanding);
    else
        fill_slots(understanding);
    start_flow(settings.human_flow, {}, nullptr);
    run_flows();
    return true;
}

bool Dialog::obey_control(const intents::Understanding& understanding)
{
    using intents::ControlWord;
    switch (understanding.control) {
        case ControlWord::stop:
            return stop();
        case ControlWord::restart:
            if (conversation_.stack.empty()) return false;
            {
                const std::string flow = conversation_.stack.front().flow;
                conversation_.stack.clear();
                conversation_.requests.clear();
                forget_order();
                conversation_.evidence.clear();
                say("restarted");
                start_flow(flow, {}, nullptr);
                run_flows();
            }
            return true;
        case ControlWord::back:
            if (conversation_.stack.empty()) return false;
            {
                // The answer given last is forgotten and its question put again.
                Frame& frame = conversation_.stack.back();
                const Flow& flow = flow_of(frame);
                std::string last;
                for (const Step& step : flow.steps) {
                    if (step.id == frame.step) break;
                    if (step.kind == StepKind::collect && frame.slots.contains(step.name))
                        last = step.id;
                }
                if (last.empty()) {
                    ask_again();
                    return true;
                }
                frame.slots.erase(flow.find(last)->name);
                conversation_.memory.erase(flow.find(last)->name);
                go(frame, last);
                run_flows();
            }
            return true;
        case ControlWord::bot:
            if (conversation_.stack.empty())
                say_beside("what_else");
            else
                ask_again();
            return true;
        case ControlWord::none:
        case ControlWord::human:
            break;
    }
    return false;
}

bool Dialog::stop()
{
    // 算了 as an answer to a confirm is a no, which the flow itself deals with.
    if (conversation_.awaiting && conversation_.awaiting->kind == "confirm") return false;
    if (conversation_.stack.empty()) return false;
    put_aside();
    conversation_.awaiting.reset();
    drop_timer("confirm");
    say("stopped");
    take_up_next_request();  // what else was asked for is not given up with this
    return true;
}

// 不退了: what is being asked for is given up; what has been handed in only a person takes back.
bool Dialog::withdraw()
{
    if (!conversation_.stack.empty()) return stop();
    if (!is_under_way()) return false;
    say("withdrawal");
    start_flow(program_.settings.human_flow, {}, nullptr);
    run_flows();
    return true;
}

bool Dialog::is_under_way() const
{
    if (has_open_case()) return true;
    if (!conversation_.order.is_object()) return false;
    const json refund = conversation_.order.value("refund", json());
    const std::string state = refund.is_object() ? refund.value("state", "") : "";
    return state == "pending_review" || state == "processing";
}

bool Dialog::obey_phrase(const intents::Understanding& understanding)
{
    // A bare 算了 gives up what is being asked for, not what has been handed in.
    if (understanding.control == intents::ControlWord::none &&
        program_.settings.withdraw_phrases.make_up(understanding.text) && withdraw())
        return true;
    if (program_.settings.question_phrases.make_up(understanding.text)) {
        say_beside("what_else");
        return true;
    }
    const bool asked = !conversation_.stack.empty() && conversation_.awaiting;
    // With buttons, 再等等 may be one of them.
    if (!(asked && conversation_.awaiting->kind == "choice") &&
        program_.settings.wait_phrases.make_up(understanding.text)) {
        say_beside("no_hurry");
        return true;
    }
    if (!conversation_.stack.empty() ||
        !program_.settings.resume_phrases.make_up(understanding.text))
        return false;
    resume();
    return true;
}

// Leaves what is being done, for a while or for good.
void Dialog::put_aside()
{
    if (conversation_.stack.empty()) return;
    conversation_.memory["paused"] = conversation_.stack.front().flow;
    for (const Frame& frame : conversation_.stack) remember_order(frame);
    conversation_.stack.clear();
}

// The flow that was put aside begins again, and knows what it had learned.
void Dialog::resume()
{
    const auto paused = conversation_.memory.extract("paused");
    const auto flow = program_.flows.find(paused.empty() ? "" : paused.mapped());
    if (flow == program_.flows.end()) {
        say("nothing_to_resume");
        return offer_menu({});
    }
    std::map<std::string, std::string> slots;
    for (const auto& [name, slot] : flow->second.slots)
        if (const auto known = conversation_.collected.find(name);
            known != conversation_.collected.end())
            slots.insert(*known);
    say("resumed", {{"flow", flow->second.title}});
    start_flow(flow->first, slots, nullptr);
    run_flows();
}

bool Dialog::digress(const intents::Understanding& understanding)
{
    if (!understanding.intent) return false;
    const std::string& intent = *understanding.intent;
    // What is only guessed does not lead away from a question.
    const bool asked = !conversation_.stack.empty() && conversation_.awaiting;
    if (asked && understanding.confidence_permille < digression_confidence_min) return false;
    const auto flow = program_.flow_of_intent.find(intent);
    const std::string* answer = answer_to(understanding);
    // 忘了, said to nothing, is about no order.
    if (!asked && intent == information && understanding.entities.empty()) return false;
    // An intent may have both: the flow where nothing else runs, the answer beside another one.
    const bool aside = asked && answer;
    // 试过了没用, 微信付的: an answer that was not understood is not another wish. A flow that
    // comes back takes less from who asked for it, but bare information asks for none.
    if (asked && !aside && flow != program_.flow_of_intent.end()) {
        const bool returns = program_.flows.at(flow->second).returns;
        if (intent == information || (!returns && !is_plain(understanding))) return false;
    }
    if (!aside && flow != program_.flow_of_intent.end() && !on_stack(conversation_, flow->second)) {
        conversation_.misunderstood_in_a_row = 0;
        if (!program_.flows.at(flow->second).returns) put_aside();
        begin(intent, understanding);
        return true;
    }
    if (!answer) return false;
    conversation_.misunderstood_in_a_row = 0;
    say(*answer);
    if (asked && ++conversation_.stack.back().attempts["aside"] > asides_max) {
        Frame& frame = conversation_.stack.back();
        fail_answer(frame, step_of(frame));
        return true;
    }
    if (!conversation_.stack.empty()) ask_again();
    return true;
}

void Dialog::bad_turn(const intents::Understanding& understanding)
{
    if (!conversation_.stack.empty() && conversation_.awaiting) {
        Frame& frame = conversation_.stack.back();
        const Step& step = step_of(frame);
        if (step.kind == StepKind::confirm) {
            const int attempts = ++frame.attempts[step.id];
            if (attempts < step.attempts) return ask(step, true);
            take_edge(step, "no");
            return run_flows();
        }
        return fail_answer(frame, step);
    }
    if (conversation_.stack.empty() && understanding.intent &&
        understanding.confidence_permille >= digression_confidence_min &&
        (*understanding.intent == "affirm" || *understanding.intent == "deny_correct")) {
        say("bye");
        return;
    }
    if (++conversation_.misunderstood_in_a_row >= misunderstood_max) {
        conversation_.misunderstood_in_a_row = 0;
        start_flow(program_.settings.human_flow, {}, nullptr);
        return run_flows();
    }
    const bool not_ours = understanding.intent == out_of_scope &&
                          understanding.confidence_permille >= digression_confidence_min;
    say(not_ours ? "out_of_scope" : "not_understood");
    offer_menu(understanding);
}

// The reply to a question that needs no flow, the confirm's own before the pack's. Null where there
// is none.
const std::string* Dialog::answer_to(const intents::Understanding& understanding) const
{
    if (!understanding.intent) return nullptr;
    if (conversation_.awaiting && conversation_.awaiting->kind == "confirm" &&
        !conversation_.stack.empty())
        if (const auto* answer =
                answer_among(step_of(conversation_.stack.back()).answers, understanding))
            return answer;
    if (has_open_case())
        if (const auto* answer = answer_among(program_.settings.case_answers, understanding))
            return answer;
    return answer_among(program_.settings.answers, understanding);
}

bool Dialog::has_open_case() const
{
    return conversation_.order.is_object() &&
           std::any_of(
               conversation_.tickets.begin(), conversation_.tickets.end(),
               [&](const Ticket& ticket) { return is_open(ticket) && is_about_order(ticket); });
}

// What a button for an intent says.
std::string Dialog::title_of(const std::string& intent) const
{
    const std::string label = program_.label("intent", intent);
    const auto* info = pack_.detector().find(intent);
    return label == intent && info ? info->title : label;
}

void Dialog::offer_menu(const intents::Understanding& understanding)
{
    Awaiting awaiting;
    awaiting.kind = "choice";
    awaiting.name = "menu";
    const auto offer = [&](const std::string& intent) {
        const std::string value = "intent:" + intent, label = title_of(intent);
        const bool known =
            program_.flow_of_intent.contains(intent) || program_.settings.answers.contains(intent);
        const bool there = std::any_of(awaiting.options.begin(), awaiting.options.end(),
                                       [&](const Option& option) { return option.label == label; });
        if (pack_.detector().find(intent) && known && !there && awaiting.options.size() < menu_size)
            awaiting.options.push_back({value, label});
    };
    for (const auto& ranked : understanding.ranking)
        if (ranked.intent != "human_agent" && ranked.intent != courtesy) offer(ranked.intent);
    for (const std::string& intent : program_.settings.menu)
        if (intent != "human_agent") offer(intent);
    awaiting.options.push_back({"intent:human_agent", "转人工"});
    await(std::move(awaiting));
}

void Dialog::hear_choice(const Chose& chose)
{
    conversation_.misunderstood_in_a_row = 0;
    if (chose.value.rfind("intent:", 0) == 0) {
        const std::string intent = chose.value.substr(7);
        if (const auto flow = program_.flow_of_intent.find(intent);
            flow != program_.flow_of_intent.end()) {
            start_flow(flow->second, program_.flows.at(flow->second).slots_for(intent, nullptr),
                       nullptr);
            return run_flows();
        }
        if (const auto answer = program_.settings.answers.find(intent);
            answer != program_.settings.answers.end())
            say(answer->second);
        conversation_.awaiting.reset();
        return;
    }
    if (chose.value == "human" && conversation_.awaiting->kind != "confirm") {
        start_flow(program_.settings.human_flow, {}, nullptr);
        return run_flows();
    }
    Frame& frame = conversation_.stack.back();
    const Step step = step_of(frame);
    if (step.kind == StepKind::confirm)
        take_edge(step, chose.value);
    else if (chose.value == "skip")
        take_edge(step, "exhausted");
    else {
        set_slot(frame, step.name, chose.value);
        go(frame, step.next);
    }
    run_flows();
}

void Dialog::hear_image(const SentImage& image)
{
    conversation_.misunderstood_in_a_row = 0;
    const auto& items = conversation_.checklist_items;
    std::string item = image.evidence;
    if (std::find(items.begin(), items.end(), item) == items.end()) item.clear();
    const bool gathering = conversation_.awaiting && conversation_.awaiting->kind == "evidence";
    if (item.empty() && gathering) item = conversation_.awaiting->item;
    // An agent who is there judges for himself.
    if (may_speak() && refuse_as_evidence(image, item)) return;
    attach_evidence(item.empty() ? "unsorted" : item, image.blob);
    note_for_reviewer(image);
    if (!may_speak()) return;
    if (gathering) {
        Frame& frame = conversation_.stack.back();
        const Step step = step_of(frame);
        frame.attempts.erase(step.id);
        if (missing_evidence().empty()) {
            show_checklist();
            go(frame, step.next);
            return run_flows();
        }
        return ask(step, false);
    }
    keep_picture();
}

std::string Dialog::item_that_has(const std::string& blob) const
{
    for (const auto& [item, blobs] : conversation_.evidence)
        if (!blobs.empty() && blobs.back() == blob) return item;
    return {};
}

// What may mean that a picture was borrowed or changed. It may mean nothing, so it decides nothing
// and the customer hears nothing of it: whoever reviews the case looks.
void Dialog::note_for_reviewer(const SentImage& image)
{
    json note{{"blob", image.blob}};
    if (!image.picture.seen_in.empty()) note["seen_in"] = image.picture.seen_in;
    if (!image.picture.editor.empty()) note["editor"] = image.picture.editor;
    if (note.size() > 1) log("evidence_noted", "system", std::move(note));
}

// A picture that cannot prove `item` is said to be so at once, and the question stays open. What
// nobody asked for may be anything.
bool Dialog::refuse_as_evidence(const SentImage& image, const std::string& item)
{
    if (item.empty()) return false;
    const PictureFacts& picture = image.picture;
    const EvidenceItem& wanted = program_.evidence.at(item);
    std::map<std::string, std::string> words{
        {"evidence.item", wanted.label},
        {"evidence.how", wanted.how},
        {"evidence.size", std::to_string(picture.width) + "×" + std::to_string(picture.height)}};
    const std::string other = picture.copy_of.empty() ? "" : item_that_has(picture.copy_of);
    const auto known = program_.evidence.find(other);
    std::string reason;
    if (picture.blank)
        reason = "blank";
    else if (picture.width != 0 &&
             std::max(picture.width, picture.height) < program_.longest_side_min)
        reason = "small";
    else if (other != item && known != program_.evidence.end()) {
        reason = "repeated";
        words["evidence.other"] = known->second.label;
    }
    if (reason.empty()) return false;
    log("evidence_refused", "system", {{"item", item}, {"blob", image.blob}, {"reason", reason}});
    say_beside("picture_" + reason, words);
    return true;
}

void Dialog::keep_picture()
{
    if (!conversation_.stack.empty()) {
        say("picture_kept");
        return ask_again();
    }
    const auto& tickets = conversation_.tickets;
    const auto open = std::find_if(tickets.rbegin(), tickets.rend(), [&](const Ticket& one) {
        return is_about_order(one) && is_open(one);
    });
    if (open != tickets.rend()) return say("picture_added", {{"ticket.case", open->case_number}});
    const auto ticket = std::find_if(tickets.rbegin(), tickets.rend(), [&](const Ticket& one) {
        return is_about_order(one) && one.kind == "review";
    });
    if (ticket != tickets.rend() && ticket->state == "rejected") {
        // What was missing has come: the case is looked at again, from the second time on by a
        // lead.
        const bool again = std::count_if(tickets.begin(), tickets.end(), [](const Ticket& one) {
                               return one.state == "rejected";
                           }) > 1;
        Step review;
        review.kind = StepKind::ticket;
        review.name = ticket->kind;
        review.queue = ticket->queue;
        review.priority = again ? "P1" : "P2";
        open_ticket(review);
        return say("picture_resubmitted");
    }
    say("picture_kept");
    offer_menu({});
}

intents::Expectation expectation(const Pack& pack, const Conversation& conversation)
{
    intents::Expectation result;
    if (conversation.order.is_object()) result.stage = conversation.order.value("stage", "");
    if (!conversation.awaiting || conversation.owner != Owner::bot) return result;
    result.kind = conversation.awaiting->kind;
    result.slot = conversation.awaiting->name;
    if (result.kind != "slot" && result.kind != "choice") return result;
    if (conversation.stack.empty()) return result;
    const Frame& frame = conversation.stack.back();
    const auto flow = pack.program().flows.find(frame.flow);
    if (flow == pack.program().flows.end()) return result;
    const auto slot = flow->second.slots.find(result.slot);
    if (slot == flow->second.slots.end()) return result;
    result.entity_types = slot->second.from;
    result.secret = slot->second.type == SlotType::secret;
    return result;
}

Said said(const Pack& pack, const Conversation& conversation, Time at, std::string cmid,
          const std::string& text, std::string before)
{
    intents::Expectation expected = expectation(pack, conversation);
    expected.before = std::move(before);
    const intents::Detector& detector = pack.detector();
    Said said{std::move(cmid), detector.understand(text, expected), {}};
    const auto& fragment = conversation.fragment;
    const auto has_secret = [](const auto& entities) {
        return std::any_of(entities.begin(), entities.end(),
                           [](const intents::Entity& entity) { return entity.secret; });
    };
    // A secret was found by what stands around it, and is not shown to another reading.
    if (!fragment || at > fragment->said_at + burst_pause ||
        has_secret(said.understanding.entities))
        return said;
    const std::string whole = fragment->understanding.at("text").get<std::string>() + " " + text;
    if (intents::decode_utf8(whole).size() <= burst_length_max)
        said.together = detector.understand(whole, expected);
    return said;
}

}  // namespace dialogs
