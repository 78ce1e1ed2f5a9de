// A conversation as evidence: a zip that can be looked at and checked without Kefu's server.
//
//   index.html        to read, offline (bot/bundle_view.h)
//   transcript.json   what the customer saw: [{"seq","at","from","name","text","body"}]
//   case.json         state, order, tickets           )
//   timeline.json     every event, with its reasons   ) for the shop only
//   decisions.json    what the policy decided, on what ) facts, by which rules
//   files/…           the uploads as they came
//   chain.jsonl       the chain of evidence, one event a line (storage/chain.h)
//   manifest.json     SHA-256 of every file above, and the end of the chain
//   signature.json    of manifest.json, by this installation (storage/vault.h)
//
// Secrets are masked, as in the log. Reads beside a running server; blocks on the disk.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bot/zip_file.h"
#include "dialogs/time.h"
#include "storage/blob_store.h"
#include "storage/chain.h"
#include "storage/database.h"
#include "storage/event_log.h"
#include "storage/vault.h"

namespace bot {

enum class BundleView {
    shop,     // everything
    customer  // what he saw; of other events the link only, so that the chain can be followed
};

struct BundleFile {
    storage::BlobRow row;
    std::string path;  // in the bundle; empty: the file is gone
};

// What goes into a bundle, as of one moment.
struct BundleContent {
    storage::ConversationRow conversation;
    std::vector<storage::ChainedEvent> events;
    nlohmann::json state;  // as `kefu show --json`
    std::vector<BundleFile> files;
    std::string shop;      // its name
    nlohmann::json words;  // bot/vocabulary.h; null where the pack is lost
    dialogs::Time at;
    BundleView view = BundleView::shop;
    storage::ChainCheck chain;
};

struct Bundle {
    std::string zip;
    storage::ChainCheck chain;  // of the log as it is
    std::size_t files = 0, missing = 0;
    std::string key;  // the public key it is signed with
};

// Throws std::exception where the disk fails, or the conversation in the database is damaged.
Bundle make_bundle(const storage::Database& database, const storage::EventLog& log,
                   const storage::Vault& vault, BundleContent content);

// The lines of transcript.json, from the events that the visitor may see.
nlohmann::json transcript_of(const std::vector<storage::ChainedEvent>& events);

constexpr int bundle_version = 1;

}  // namespace bot
