// Tested by tests/end-to-end/bundle_test.cpp.
#include "bot/bundle.h"

#include <fstream>

#include "bot/bundle_view.h"
#include "bot/event_frames.h"
#include "bot/json_field.h"
#include "dialogs/conversation.h"
#include "storage/secrets.h"

namespace bot {

using nlohmann::json;

namespace {

std::string ending_for(const std::string& media_type)
{
    if (media_type == "image/png") return ".png";
    if (media_type == "image/jpeg") return ".jpg";
    if (media_type == "image/webp") return ".webp";
    if (media_type == "image/gif") return ".gif";
    return "";
}

std::optional<std::string> upload_of(const storage::Database& database, const storage::BlobRow& row)
{
    std::ifstream file(database.folder() / storage::blob_path(row.sha256), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

json timeline_of(const std::vector<storage::ChainedEvent>& events)
{
    json timeline = json::array();
    for (const storage::ChainedEvent& one : events) {
        const json payload = parse_stored(one.event.payload);
        json entry{{"turn", one.event.turn},
                   {"seq", one.event.seq ? json(*one.event.seq) : json()},
                   {"at", dialogs::to_rfc3339(time_of(one.event.at))},
                   {"type", one.event.type},
                   {"from", one.event.from},
                   {"body", field(payload, "body")}};
        for (const char* name : {"name", "why"})
            if (const json& value = field(payload, name); !value.is_null()) entry[name] = value;
        timeline.push_back(std::move(entry));
    }
    return timeline;
}

json decisions_of(const std::vector<storage::ChainedEvent>& events)
{
    json decisions = json::array();
    for (const storage::ChainedEvent& one : events)
        if (one.event.type == "decided")
            decisions.push_back({{"at", dialogs::to_rfc3339(time_of(one.event.at))},
                                 {"turn", one.event.turn},
                                 {"decision", field(parse_stored(one.event.payload), "body")}});
    return decisions;
}

// One line of chain.jsonl. The customer's bundle keeps what events hold to itself: a payload has
// the reasons too.
json line_of_chain(const storage::ChainedEvent& one, BundleView view)
{
    const storage::EventRow& event = one.event;
    if (view == BundleView::customer && !event.seq && !one.link.empty())
        return {{"link", one.link}};
    json line{{"at", event.at},
              {"cmid", event.cmid},
              {"content", one.content},
              {"conversation", event.conversation},
              {"from", event.from},
              {"link", one.link},
              {"seq", event.seq ? json(*event.seq) : json()},
              {"turn", event.turn},
              {"type", event.type}};
    if (view == BundleView::shop) line["payload"] = event.payload;
    if (view == BundleView::shop && one.salt) line["salt"] = *one.salt;
    return line;
}

std::string chain_text(const BundleContent& content)
{
    std::string text;
    for (const storage::ChainedEvent& one : content.events) {
        if (content.view == BundleView::customer && !one.event.seq && one.link.empty()) continue;
        text += write(line_of_chain(one, content.view)) + '\n';
    }
    return text;
}

// Ids of the uploads that the customer saw.
std::set<std::string> pictures_seen(const std::vector<storage::ChainedEvent>& events)
{
    std::set<std::string> seen;
    for (const storage::ChainedEvent& one : events)
        if (one.event.seq)
            seen.insert(text_of(field(parse_stored(one.event.payload), "body"), "blob"));
    return seen;
}

std::string pretty(const json& value)
{
    return value.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

json manifest_of(const BundleContent& content, const std::vector<ZipEntry>& entries)
{
    json files = json::array();
    for (const ZipEntry& entry : entries)
        files.push_back({{"path", entry.path},
                         {"sha256", storage::sha256_hex(entry.bytes)},
                         {"bytes", entry.bytes.size()}});
    return {{"format", "kefu bundle"},
            {"version", bundle_version},
            {"view", content.view == BundleView::shop ? "shop" : "customer"},
            {"conversation", content.conversation.id},
            {"shop", content.shop},
            {"exported_at", dialogs::to_rfc3339(content.at)},
            {"chain", {{"linked", content.chain.linked}, {"last", content.chain.last}}},
            {"files", std::move(files)}};
}

}  // namespace

json transcript_of(const std::vector<storage::ChainedEvent>& events)
{
    json transcript = json::array();
    for (const storage::ChainedEvent& one : events) {
        if (!one.event.seq) continue;
        const json payload = parse_stored(one.event.payload);
        const json& body = field(payload, "body");
        json line{{"seq", *one.event.seq},
                  {"at", dialogs::to_rfc3339(time_of(one.event.at))},
                  {"from", one.event.from},
                  {"text", summary_of(one.event.from, body).at("text")},
                  {"body", body}};
        if (const json& name = field(payload, "name"); !name.is_null()) line["name"] = name;
        transcript.push_back(std::move(line));
    }
    return transcript;
}

Bundle make_bundle(const storage::Database& database, const storage::EventLog& log,
                   const storage::Vault& vault, BundleContent content)
{
    content.events = log.chain(content.conversation.id);
    content.chain = storage::check_chain(content.events);
    content.state = dialogs::to_show_json(
        dialogs::conversation_from_json(parse_stored(content.conversation.state)));

    Bundle bundle;
    bundle.chain = content.chain;
    bundle.key = vault.public_key();
    std::vector<ZipEntry> uploads;
    const std::set<std::string> seen = pictures_seen(content.events);
    for (storage::BlobRow& row : storage::blobs_of(database, content.conversation.id)) {
        // An agent's file as it came may say where it was taken; the chat showed a copy without.
        if (content.view == BundleView::customer &&
            (!seen.contains(row.id) || !row.uploader.starts_with("v_")))
            continue;
        BundleFile file{std::move(row), ""};
        if (auto bytes = upload_of(database, file.row)) {
            file.path = "files/" + file.row.id + ending_for(file.row.media_type);
            uploads.push_back({file.path, std::move(*bytes)});
        }
        content.files.push_back(std::move(file));
    }
    bundle.files = uploads.size();
    bundle.missing = content.files.size() - uploads.size();

    std::vector<ZipEntry> entries{{"index.html", bundle_page(content)},
                                  {"transcript.json", pretty(transcript_of(content.events))}};
    if (content.view == BundleView::shop) {
        entries.push_back({"case.json", pretty(content.state)});
        entries.push_back({"timeline.json", pretty(timeline_of(content.events))});
        entries.push_back({"decisions.json", pretty(decisions_of(content.events))});
    }
    std::move(uploads.begin(), uploads.end(), std::back_inserter(entries));
    entries.push_back({"chain.jsonl", chain_text(content)});
    const std::string manifest = pretty(manifest_of(content, entries));
    entries.push_back({"manifest.json", manifest});
    entries.push_back({"signature.json", pretty({{"algorithm", "Ed25519"},
                                                 {"of", "manifest.json"},
                                                 {"key", bundle.key},
                                                 {"signature", vault.sign(manifest)}})});
    bundle.zip = write_zip(entries, content.at);
    return bundle;
}

}  // namespace bot
