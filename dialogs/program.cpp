#include "dialogs/program.h"

#include <unicode/timezone.h>

#include <algorithm>
#include <set>

#include "dialogs/flow_proofs.h"
#include "dialogs/flow_reader.h"
#include "dialogs/known_values.h"
#include "dialogs/rule_ids.h"
#include "dialogs/variables.h"
#include "intents/knowledge.h"
#include "intents/yaml.h"

namespace dialogs {

using intents::Yaml;

std::string Program::label(const std::string& kind, const std::string& value) const
{
    const auto labels = settings.labels.find(kind);
    if (labels == settings.labels.end()) return value;
    const auto label = labels->second.find(value);
    return label == labels->second.end() ? value : label->second;
}

const std::vector<std::string>& replies_of_the_engine()
{
    static const std::vector<std::string> keys = {"greeting",
                                                  "thanks",
                                                  "stopped",
                                                  "restarted",
                                                  "corrected",
                                                  "back_to",
                                                  "calm",
                                                  "not_understood",
                                                  "picture_kept",
                                                  "off_hours",
                                                  "still_waiting",
                                                  "claimed",
                                                  "released",
                                                  "handed_back",
                                                  "resolved",
                                                  "confirm_expired",
                                                  "bye",
                                                  "out_of_scope",
                                                  "rated",
                                                  "resumed",
                                                  "nothing_to_resume",
                                                  "what_else",
                                                  "no_hurry",
                                                  "one_at_a_time",
                                                  "demand_noted",
                                                  "contact_noted",
                                                  "next_request",
                                                  "queue_noted",
                                                  "promise_missed",
                                                  "picture_added",
                                                  "picture_resubmitted",
                                                  "picture_blank",
                                                  "picture_small",
                                                  "picture_repeated",
                                                  "withdrawal"};
    return keys;
}

namespace {

class Reader {
public:
    Reader(const std::map<std::string, std::string>& files, const intents::Detector& detector,
           intents::Problems& problems)
        : files_(files), intents_(detector.knowledge().definitions), problems_(problems)
    {
        for (const intents::IntentDefinition& intent : intents_) {
            known_.intents.push_back(intent.info.id);
            known_.questions.push_back(intent.info.id);
            for (const intents::PatternDefinition& pattern : intent.patterns)
                known_.questions.push_back(intent.info.id + "/" + pattern.name);
        }
        known_.queues = {"aftersale", "review", "complaint", "risk"};
    }

    std::unique_ptr<const Program> read()
    {
        const std::size_t before = problems_.all().size();
        read_settings();
        read_shop();
        read_evidence();
        for_each_file("replies/", [&](const Yaml& file) {
            if (!read_replies(file, program_->replies)) known_.all_replies = false;
        });
        for (const auto& [key, reply] : program_->replies) known_.replies.push_back(key);
        for (const auto& [id, items] : program_->checklists) known_.checklists.push_back(id);
        for_each_file("flows/", [&](const Yaml& file) { add_flow(file); });
        program_->policy = Policy::load(files_, problems_);
        check_names();
        if (all_flows_ && problems_.all().size() == before) prove_flows_end(*program_, problems_);
        return std::move(program_);
    }

private:
    template <class Read>
    void for_each_file(const std::string& folder, Read read)
    {
        for (const auto& [path, text] : files_)
            if (path.rfind(folder, 0) == 0) read(Yaml::parse(path, text, problems_));
    }

    // A file that every pack has, where it holds fields.
    std::optional<Yaml> needed_file(const std::string& path, const intents::Message& example)
    {
        const auto found = files_.find(path);
        if (found == files_.end()) {
            problems_.add({path, 0, 0, {"the file is missing", "缺少这个文件"}, example});
            return std::nullopt;
        }
        const Yaml yaml = Yaml::parse(path, found->second, problems_);
        return yaml.holds_fields(example) ? std::optional(yaml) : std::nullopt;
    }

    std::map<std::string, std::string> read_answers(const Yaml& yaml)
    {
        std::map<std::string, std::string> answers;
        for (const auto& [intent, reply] : yaml.entries()) {
            intent.expect_one_of(known_.questions, "intent or intent/pattern", "意图或意图/句式");
            answers[intent.raw()] = reply.text();
            named_replies_.push_back(reply);
        }
        return answers;
    }

    void read_settings()
    {
        const auto file = needed_file(
            "pack.yaml", {"every pack has it, with name:, flows:, menu:, minutes_by_priority: and "
                          "labels:",
                          "每个规则包都要有它,写 name:、flows:、menu:、minutes_by_priority: 和 "
                          "labels:"});
        if (!file) return;
        const Yaml& yaml = *file;
        yaml.allow_only({"name", "flows", "menu", "answers", "case_answers", "phrases",
                         "minutes_by_priority", "labels", "rule_book", "unowned"});
        PackSettings& settings = program_->settings;
        settings.name = yaml.required("name").text();
        const Yaml flows = yaml.required("flows");
        flows.allow_only({"human", "scam", "minor", "approved", "rejected", "trouble"});
        for (const auto& [name, slot] :
             std::map<std::string, std::string*>{{"human", &settings.human_flow},
                                                 {"scam", &settings.scam_flow},
                                                 {"minor", &settings.minor_flow},
                                                 {"approved", &settings.approved_flow},
                                                 {"rejected", &settings.rejected_flow},
                                                 {"trouble", &settings.trouble_flow}}) {
            const Yaml flow = flows.required(name);
            *slot = flow.text();
            named_flows_.push_back(flow);
        }
        const Yaml menu = yaml.required("menu");
        if (menu.is_list() && menu.items().empty())
            menu.problem({"the menu is empty", "菜单是空的"},
                         {"name the intents that buttons offer", "请写按钮要提供的意图"});
        for (const Yaml& intent : menu.items()) {
            intent.expect_one_of(known_.intents, "intent", "意图");
            settings.menu.push_back(intent.raw());
        }
        settings.answers = read_answers(yaml.field("answers"));
        settings.case_answers = read_answers(yaml.field("case_answers"));
        const Yaml phrases = yaml.field("phrases");
        if (phrases.defined())
            phrases.allow_only({"resume", "question", "wait", "leave_queue", "withdraw"});
        settings.resume_phrases = Phrases(phrases.field("resume").texts());
        settings.question_phrases = Phrases(phrases.field("question").texts());
        settings.wait_phrases = Phrases(phrases.field("wait").texts());
        settings.leave_queue_phrases = Phrases(phrases.field("leave_queue").texts());
        settings.withdraw_phrases = Phrases(phrases.field("withdraw").texts());
        const Yaml minutes = yaml.required("minutes_by_priority");
        minutes.allow_only({"P0", "P1", "P2", "P3"});
        for (const char* priority : {"P0", "P1", "P2", "P3"})
            settings.minutes_by_priority[priority] = minutes.required(priority).count(1);
        read_rule_book(yaml);
        labels_ = yaml.required("labels");
        for (const auto& [kind, values] : labels_->entries())
            for (const auto& [value, label] : values.entries())
                settings.labels[kind.raw()][value.raw()] = label.text();
    }

    void read_rule_book(const Yaml& yaml)
    {
        PackSettings& settings = program_->settings;
        const Yaml book = yaml.field("rule_book");
        settings.rule_book_line = book.defined() ? book.line() : 0;
        settings.rule_book = read_rule_ranges(book);
        const Yaml unowned = yaml.field("unowned");
        for (const auto& [rule, reason] : unowned.entries()) {
            rule.expect_one_of(settings.rule_book, "rule", "规则");
            settings.unowned[rule.raw()] = reason.text();
            if (reason.text().empty())
                rule.problem(
                    {"a rule that nobody sees to needs a reason", "没有落实的规则要写明原因"},
                    {"say why", "请写明原因"});
        }
    }

    void read_shop()
    {
        const auto file = files_.find("shop.yaml");
        if (file == files_.end()) return;
        const Yaml yaml = Yaml::parse(file->first, file->second, problems_);
        if (!yaml.defined()) return;
        yaml.allow_only({"name", "time_zone", "hours", "holidays", "parameters", "secrets",
                         "order_number_is_proof", "allow_remote", "gateway", "retention"});
        ShopSettings& shop = program_->shop;
        shop.name = yaml.field("name").text(shop.name);
        shop.order_number_is_proof = yaml.field("order_number_is_proof").boolean(true);
        if (const Yaml zone = yaml.field("time_zone"); zone.defined()) read_zone(zone);
        if (const Yaml hours = yaml.field("hours"); hours.defined()) {
            hours.allow_only({"open", "close"});
            shop.calendar.opens = read_clock(hours.field("open"), shop.calendar.opens);
            shop.calendar.closes = read_clock(hours.field("close"), shop.calendar.closes);
        }
        for (const Yaml& day : yaml.field("holidays").items()) {
            const auto date = parse_rfc3339(day.raw() + "T00:00:00Z");
            if (date)
                shop.calendar.holidays.insert(std::chrono::floor<std::chrono::days>(*date));
            else
                day.problem({"'" + day.raw() + "' is no date", "'" + day.raw() + "' 不是日期"},
                            {"write 2026-10-01", "写成 2026-10-01"});
        }
    }

    void read_zone(const Yaml& yaml)
    {
        const std::string name = yaml.text();
        const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(name.c_str()));
        if (*zone == icu::TimeZone::getUnknown()) {
            yaml.problem({"unknown time zone '" + name + "'", "不认识的时区 '" + name + "'"},
                         {"for example Asia/Shanghai", "例如 Asia/Shanghai"});
            return;
        }
        program_->shop.calendar.utc_offset = std::chrono::minutes(zone->getRawOffset() / 60000);
    }

    static std::chrono::minutes read_clock(const Yaml& yaml, std::chrono::minutes otherwise)
    {
        if (!yaml.defined()) return otherwise;
        const std::string text = yaml.text();
        const std::size_t colon = text.find(':');
        const auto number = [](const std::string& digits) {
            return !digits.empty() && digits.size() <= 2 &&
                           std::all_of(digits.begin(), digits.end(),
                                       [](char c) { return c >= '0' && c <= '9'; })
                       ? std::stoi(digits)
                       : -1;
        };
        const int hour = colon == std::string::npos ? -1 : number(text.substr(0, colon));
        const int minute = colon == std::string::npos ? -1 : number(text.substr(colon + 1));
        if (hour < 0 || hour > 24 || minute < 0 || minute > 59) {
            yaml.problem({"'" + text + "' is no time of day", "'" + text + "' 不是钟点"},
                         {"write \"09:00\"", "写成 \"09:00\""});
            return otherwise;
        }
        return std::chrono::minutes(hour * 60 + minute);
    }

    void read_evidence()
    {
        const auto file =
            needed_file("evidence.yaml", {"every pack has it, with items: and checklists:",
                                          "每个规则包都要有它,写 items: 和 checklists:"});
        if (!file) return;
        const Yaml& yaml = *file;
        yaml.allow_only({"items", "checklists", "longest_side_min"});
        if (const Yaml side = yaml.field("longest_side_min"); side.is_scalar())
            program_->longest_side_min = side.integer();
        for (const auto& [id, item] : yaml.required("items").entries()) {
            EvidenceItem& evidence = program_->evidence[id.raw()];
            evidence.label = item.required("label").text();
            evidence.how = item.field("how").text();
        }
        std::vector<std::string> items;
        for (const auto& [id, item] : program_->evidence) items.push_back(id);
        for (const auto& [id, checklist] : yaml.required("checklists").entries()) {
            std::vector<std::string>& required = program_->checklists[id.raw()];
            for (const char* needed : {"required", "optional", "later"}) {
                const Yaml list = checklist.field(needed);
                if (!list.is_list()) continue;
                for (const Yaml& item : list.items()) {
                    item.expect_one_of(items, "evidence item", "证据");
                    if (needed == std::string("required")) required.push_back(item.raw());
                }
            }
        }
    }

    void add_flow(const Yaml& yaml)
    {
        auto flow = read_flow(yaml, known_);
        if (!flow) {
            all_flows_ = false;
            return;
        }
        for (const Trigger& trigger : flow->triggers)
            if (trigger.pattern.empty() &&
                !program_->flow_of_intent.emplace(trigger.intent, flow->id).second)
                yaml.problem({"intent '" + trigger.intent + "' already starts flow '" +
                                  program_->flow_of_intent[trigger.intent] + "'",
                              "意图 '" + trigger.intent + "' 已经由流程 '" +
                                  program_->flow_of_intent[trigger.intent] + "' 处理"},
                             {"an intent starts one flow", "一个意图只能开始一个流程"});
        const std::string id = flow->id;
        if (!program_->flows.emplace(id, std::move(*flow)).second)
            yaml.problem({"flow '" + id + "' is defined twice", "流程 '" + id + "' 定义了两次"},
                         {});
    }

    // Names that can only be judged when everything has been read.
    void check_names()
    {
        if (all_flows_) check_flow_names();
        if (known_.all_replies) check_reply_names();
        check_variables();
        check_stages();
    }

    void check_stages()
    {
        for (const intents::IntentDefinition& intent : intents_)
            for (const intents::LikelyStage& stage : intent.stages)
                if (!contains(order_stages, stage.name))
                    problems_.add({stage.file,
                                   stage.line,
                                   stage.column,
                                   {"no order has the stage '" + stage.name + "'",
                                    "订单没有 '" + stage.name + "' 这个阶段"},
                                   intents::suggest(stage.name, order_stages)});
    }

    void check_flow_names()
    {
        std::vector<std::string> flows;
        for (const auto& [id, flow] : program_->flows) flows.push_back(id);
        for (const Yaml& flow : named_flows_) flow.expect_one_of(flows, "flow", "流程");
        for (const char* needed : {"human", "trouble"})
            if (!program_->flows.contains(needed))
                problems_.add({"flows/",
                               0,
                               0,
                               {"there is no flow '" + std::string(needed) + "'",
                                "没有流程 '" + std::string(needed) + "'"},
                               {"every pack has it: flows lead there by themselves",
                                "每个规则包都要有它:流程会自动转到那里"}});
        for (const auto& [id, flow] : program_->flows)
            for (const Step& step : flow.steps)
                if (step.kind == StepKind::run && step.line > 0 &&
                    std::find(flows.begin(), flows.end(), step.name) == flows.end())
                    problems_.add(
                        {flow.file,
                         step.line,
                         1,
                         {"there is no flow '" + step.name + "'", "没有流程 '" + step.name + "'"},
                         intents::suggest(step.name, flows)});
    }

    void check_reply_names()
    {
        for (const Yaml& reply : named_replies_)
            reply.expect_one_of(known_.replies, "reply", "话术");
        for (const std::string& reply : replies_of_the_engine())
            if (!program_->replies.contains(reply))
                problems_.add({"replies/",
                               0,
                               0,
                               {"the reply '" + reply + "' is missing", "缺少话术 '" + reply + "'"},
                               {"the engine says it by itself", "引擎自己要用到它"}});
    }

    void check_variables()
    {
        std::vector<std::string> names;
        for (const Variable& variable : all_variables()) names.push_back(variable.name);
        for (const char* name :
             {"queue.ahead", "queue.position", "queue.minutes", "evidence.item", "evidence.how",
              "evidence.left", "evidence.other", "evidence.size", "flow"})
            names.emplace_back(name);
        std::vector<std::string> slots;
        for (const auto& [id, flow] : program_->flows)
            for (const auto& [name, slot] : flow.slots) {
                if (slot.type == SlotType::secret) continue;  // a secret is never spoken
                slots.push_back("slots." + name);
            }
        names.insert(names.end(), slots.begin(), slots.end());
        std::set<const Variable*> spoken;
        for (const auto& entry : program_->replies) {
            const auto& reply = entry.second;
            const auto check = [&](const Template& text) {
                for (const Template::Piece& piece : text.pieces) {
                    if (const Variable* variable = find_variable(piece.variable))
                        spoken.insert(variable);
                    if (!piece.variable.empty() &&
                        std::find(names.begin(), names.end(), piece.variable) == names.end())
                        problems_.add({reply.file,
                                       text.line,
                                       1,
                                       {"unknown variable '{" + piece.variable + "}'",
                                        "没有变量 '{" + piece.variable + "}'"},
                                       intents::suggest(piece.variable, names)});
                }
            };
            for (const Template& text : reply.texts) check(text);
            if (reply.card_title) check(*reply.card_title);
            for (const Reply::Row& row : reply.rows) check(row.value);
            if (reply.document_title) check(*reply.document_title);
            if (reply.document) check(*reply.document);
        }
        for (const Variable* variable : spoken) check_labels(*variable);
    }

    // A customer never reads an id.
    void check_labels(const Variable& variable)
    {
        if (variable.kind != VariableKind::choice || !labels_) return;
        const auto& labels = program_->settings.labels[variable.labels];
        for (const std::string& value : variable.values)
            if (!labels.contains(value))
                labels_->problem(
                    {"replies say {" + variable.name + "}, and its value '" + value +
                         "' has no label",
                     "话术里用了 {" + variable.name + "},但它的值 '" + value + "' 没有中文"},
                    {"add " + value + ": … under labels: " + variable.labels + ":",
                     "请在 labels: 的 " + variable.labels + ": 下加上 " + value + ": …"});
    }

    const std::map<std::string, std::string>& files_;
    const std::vector<intents::IntentDefinition>& intents_;
    intents::Problems& problems_;
    KnownNames known_;
    std::unique_ptr<Program> program_ = std::make_unique<Program>();
    std::vector<Yaml> named_flows_;
    std::vector<Yaml> named_replies_;
    std::optional<Yaml> labels_;
    bool all_flows_ = true;  // false: some could not be read, and were said to be so
};

}  // namespace

std::unique_ptr<const Program> read_program(const std::map<std::string, std::string>& files,
                                            const intents::Detector& detector,
                                            intents::Problems& problems)
{
    return Reader(files, detector, problems).read();
}

}  // namespace dialogs
