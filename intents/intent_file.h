// One intent as a shop owner writes it, in a file of its own under intents/:
//
//   id: cancel_order
//   title: 取消订单               # what a customer reads on a button
//   priority: P3                  # P0–P3 until the policy says otherwise; P3 where left out
//   group: action                 # how it behaves beside others, see Group
//   patterns:                     # RE2, read over the normalised text (lower case, simplified,
//     - name: cancel_this         #   lexicon applied): 取肖 stands there as 取消
//       re: '(取消|撤)(这|该)?单'
//       unless: '不(想|用)取消'     # where this matches too, the pattern does not count
//       weight: 400               # 1–1000; 400 where left out
//       samples: [取消这单]        # must match
//       not_samples: [不取消]      # must not match
//   keywords: [{text: 撤单, weight: 200}]
//   stages: [paid_undelivered]    # of an order, at which this is the likelier: it tips the scales
//                                 #   where a few words could mean several things
//   examples: [刚下的单不要了]      # the classifier learns from these
#pragma once

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "intents/detector.h"
#include "intents/lexicon.h"
#include "intents/yaml.h"

namespace intents {

// Which of several intents in one message takes the turn; earlier groups go first where the
// message clearly speaks of both.
enum class Group {
    guard,      // takes every turn it is recognised in: a fraud going on, a minor
    flag,       // stands beside a business intent; the intent itself only when alone
    breach,     // the shop did not deliver what it owes
    follow_up,  // about a refund already asked for
    action,     // wants something done with an order
    query,      // wants to know about an order
    faq,        // wants to know a rule or how something works
    courtesy,   // greetings and thanks: yields to whatever else is said
    reply,      // an answer to the bot: only meaningful where something is awaited
    other,      // none of the shop's business
};

struct PatternDefinition {
    std::string name;
    std::string re;
    std::string unless;  // does not count where this matches too; may be empty
    int weight = 400;
    // What `re` compiles to; the PatternSet that it goes to makes the atoms of it.
    std::shared_ptr<re2::FilteredRE2> compiled;
};

struct KeywordDefinition {
    std::string written;
    std::u32string text;  // as in Normalised::words
    int weight = 0;
};

// A stage of orders, and where the file names it: the dialogs know which stages there are.
struct LikelyStage {
    std::string name;
    std::string file;
    int line = 0;
    int column = 0;
};

struct IntentDefinition {
    IntentInfo info;
    Group group = Group::faq;
    std::vector<LikelyStage> stages;
    std::vector<PatternDefinition> patterns;
    std::vector<KeywordDefinition> keywords;
    std::vector<std::string> examples;
};

re2::RE2::Options pattern_options();
// Nullptr where `re` is not valid.
std::shared_ptr<re2::FilteredRE2> compile_pattern(const std::string& re);

// Reads all of intents/*.yaml in the order of their paths, and notes everything wrong with them:
// unknown fields, ids used twice, expressions that RE2 refuses, samples that miss their pattern,
// examples that stand under two intents.
std::vector<IntentDefinition> read_intents(const std::map<std::string, std::string>& files,
                                           const Lexicon& lexicon, Problems& problems);

}  // namespace intents
