// Tested by tests/end-to-end/bundle_test.cpp.
#include "bot/bundle_check.h"

#include <sstream>

#include "bot/bundle.h"
#include "bot/event_frames.h"
#include "bot/json_field.h"
#include "storage/secrets.h"
#include "storage/vault.h"

namespace bot {

using nlohmann::json;
using storage::ChainCheck;
using storage::ChainedEvent;

namespace {

const std::string* entry_at(const std::vector<ZipEntry>& entries, const std::string& path)
{
    for (const ZipEntry& entry : entries)
        if (entry.path == path) return &entry.bytes;
    return nullptr;
}

[[noreturn]] void no_bundle(const std::string& why)
{
    throw NoBundle(
        {"this is no bundle of kefu export: " + why, "这不是 kefu export 导出的文件:" + why});
}

const std::string& needed(const std::vector<ZipEntry>& entries, const std::string& path)
{
    const std::string* const found = entry_at(entries, path);
    if (!found) no_bundle("no " + path);
    return *found;
}

std::int64_t number_of(const json& object, const char* name)
{
    const json& value = field(object, name);
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

ChainedEvent event_of(const std::string& text)
{
    const json line = parse_stored(text);
    ChainedEvent one;
    one.link = text_of(line, "link");
    one.content = text_of(line, "content");
    one.event.conversation = text_of(line, "conversation");
    one.event.type = text_of(line, "type");
    one.event.from = text_of(line, "from");
    one.event.cmid = text_of(line, "cmid");
    one.event.at = number_of(line, "at");
    one.event.turn = number_of(line, "turn");
    if (field(line, "seq").is_number_integer()) one.event.seq = number_of(line, "seq");
    one.event.payload = text_of(line, "payload");
    // What is no hex is a salt that fits nothing.
    if (const std::string salt = text_of(line, "salt");
        salt.find_first_not_of("0123456789abcdef") == std::string::npos && salt.size() % 2 == 0 &&
        !salt.empty())
        one.salt = salt;
    else if (!salt.empty())
        one.salt = "";
    return one;
}

std::string place_of_event(const std::vector<ChainedEvent>& events, std::size_t at, bool chinese)
{
    const storage::EventRow& event = events[at].event;
    const std::string number = std::to_string(at + 1), turn = std::to_string(event.turn);
    std::string what = event.type;
    if (event.seq) what += " seq " + std::to_string(*event.seq);
    what += ", " + dialogs::to_rfc3339(time_of(event.at));
    return chinese ? "第 " + number + " 个事件(第 " + turn + " 轮," + what + ")"
                   : "event " + number + " (turn " + turn + ", " + what + ")";
}

void judge_chain(BundleCheck& check, bool customer, const json& manifest)
{
    const auto problem = [&](std::size_t at, const std::string& english,
                             const std::string& chinese) {
        check.problems.push_back(
            {"the chain breaks at " + place_of_event(check.events, at, false) + ": " + english,
             "证据链在" + place_of_event(check.events, at, true) + "断开:" + chinese});
    };
    check.chain = storage::check_chain(check.events, customer);
    const std::size_t at = check.chain.broken;
    switch (check.chain.fault) {
        case ChainCheck::Fault::content:
            return problem(at, "what it holds was changed", "内容被改动");
        case ChainCheck::Fault::link:
            return problem(at,
                           "it was changed, or an event before it was put in, taken out or moved",
                           "该事件被改动,或之前有事件被插入、删除或调换");
        case ChainCheck::Fault::unlinked:
            return problem(at, "it has no link", "缺少链接");
        case ChainCheck::Fault::none:
            break;
    }
    const json& written = field(manifest, "chain");
    if (text_of(written, "last") != check.chain.last ||
        number_of(written, "linked") != static_cast<std::int64_t>(check.chain.linked))
        check.problems.push_back(
            {"the chain ends before the end that the manifest names, or after it",
             "证据链的结尾与清单(manifest.json)不符"});
    std::int64_t seq = 0;
    for (std::size_t i = 0; i < check.events.size(); ++i) {
        const storage::EventRow& event = check.events[i].event;
        if (!check.events[i].content.empty() && event.conversation != check.conversation)
            return problem(i, "it is of another conversation", "不属于这个会话");
        if (event.seq && *event.seq != ++seq)
            return problem(i, "a message before it is missing", "之前缺少消息");
    }
}

void judge_transcript(BundleCheck& check, const std::vector<ZipEntry>& entries)
{
    if (parse_stored(needed(entries, "transcript.json")) != transcript_of(check.events))
        check.problems.push_back({"transcript.json does not say what the chain says",
                                  "transcript.json 与证据链内容不一致"});
}

void judge_files(BundleCheck& check, const std::vector<ZipEntry>& entries, const json& manifest)
{
    std::set<std::string> listed{"manifest.json", "signature.json"};
    for (const json& file : field(manifest, "files")) {
        const std::string path = text_of(file, "path");
        listed.insert(path);
        const std::string* const bytes = entry_at(entries, path);
        if (!bytes)
            check.problems.push_back({path + " is missing", "缺少文件 " + path});
        else if (storage::sha256_hex(*bytes) != text_of(file, "sha256"))
            check.problems.push_back({path + " was changed", "文件 " + path + " 被改动"});
        ++check.files;
    }
    for (const ZipEntry& entry : entries)
        if (!listed.contains(entry.path))
            check.problems.push_back({entry.path + " was put in", "多出文件 " + entry.path});
}

}  // namespace

BundleCheck check_bundle(std::string_view zip)
{
    std::vector<ZipEntry> entries;
    try {
        entries = read_zip(zip);
    } catch (const std::exception& error) {
        no_bundle(error.what());
    }
    const std::string& manifest_text = needed(entries, "manifest.json");
    const json manifest = parse_stored(manifest_text);
    if (text_of(manifest, "format") != "kefu bundle") no_bundle("manifest.json");
    if (number_of(manifest, "version") != bundle_version)
        no_bundle("version " + std::to_string(number_of(manifest, "version")));

    BundleCheck check;
    check.conversation = text_of(manifest, "conversation");
    check.view = text_of(manifest, "view");
    check.exported_at = text_of(manifest, "exported_at");
    std::istringstream lines(needed(entries, "chain.jsonl"));
    for (std::string line; std::getline(lines, line);) check.events.push_back(event_of(line));

    const bool customer = check.view == "customer";
    judge_chain(check, customer, manifest);
    if (!customer) judge_transcript(check, entries);
    judge_files(check, entries, manifest);
    const json signature = parse_stored(needed(entries, "signature.json"));
    check.key = text_of(signature, "key");
    if (!storage::Vault::is_signed(manifest_text, text_of(signature, "signature"), check.key))
        check.problems.push_back(
            {"manifest.json does not fit its signature", "manifest.json 与签名不符"});
    return check;
}

std::optional<intents::Message> differs_from(const BundleCheck& bundle,
                                             const std::vector<ChainedEvent>& log)
{
    // A customer's bundle leaves out what has no link and he never saw.
    const auto linked = [](const std::vector<ChainedEvent>& events) {
        std::vector<const ChainedEvent*> all;
        for (const ChainedEvent& one : events)
            if (!one.link.empty()) all.push_back(&one);
        return all;
    };
    const auto there = linked(log), here = linked(bundle.events);
    for (std::size_t i = 0; i < here.size(); ++i)
        if (i >= there.size() || here[i]->link != there[i]->link) {
            const std::size_t at = static_cast<std::size_t>(here[i] - bundle.events.data());
            return intents::Message{
                "the log has something else from " + place_of_event(bundle.events, at, false),
                "数据库里的记录从" + place_of_event(bundle.events, at, true) + "起不同"};
        }
    return std::nullopt;
}

}  // namespace bot
