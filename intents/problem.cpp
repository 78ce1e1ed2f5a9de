#include "intents/problem.h"

#include <algorithm>
#include <numeric>

namespace intents {

namespace {

// Edit distance with insertions, deletions, replacements and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

}  // namespace

std::string closest_word(std::string_view word, const std::vector<std::string>& known)
{
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

namespace {

// A longer list of what is allowed helps nobody.
constexpr std::size_t list_max = 16;

}  // namespace

Message suggest(std::string_view word, const std::vector<std::string>& known)
{
    if (word.find("，") != word.npos || word.find("、") != word.npos)
        return {"between two names write ',' and not '，'", "名字之间请用半角逗号 ','"};
    const std::string best = closest_word(word, known);
    if (!best.empty()) return {"did you mean '" + best + "'?", "是不是想写 '" + best + "'?"};
    if (known.empty() || known.size() > list_max)
        return {"define it, or name one that there is", "请先定义它,或改用已有的名字"};
    return {"expected one of: " + joined(known), "可用的有:" + joined(known)};
}

void Problems::add(Problem problem)
{
    const bool known = std::any_of(all_.begin(), all_.end(), [&](const Problem& other) {
        return other.file == problem.file && other.line == problem.line &&
               other.column == problem.column && other.cause.english == problem.cause.english;
    });
    if (!known) all_.push_back(std::move(problem));
}

std::string Problems::to_text(bool chinese) const
{
    std::string text;
    for (const Problem& problem : all_) {
        text += problem.file;
        if (problem.line > 0)
            text += ':' + std::to_string(problem.line) + ':' + std::to_string(problem.column);
        text += ": " + (chinese ? problem.cause.chinese : problem.cause.english);
        const std::string& remedy = chinese ? problem.remedy.chinese : problem.remedy.english;
        if (!remedy.empty()) text += (chinese ? "。" : " — ") + remedy;
        text += '\n';
    }
    return text;
}

}  // namespace intents
