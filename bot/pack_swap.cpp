#include "bot/pack_swap.h"

#include "bot/language.h"
#include "bot/load_pack.h"
#include "bot/log.h"
#include "bot/pack_folder.h"

namespace bot {

namespace {

constexpr std::size_t problems_logged_max = 20;

void log_problems(const intents::Problems& problems)
{
    for (std::size_t i = 0; i < std::min(problems.all().size(), problems_logged_max); ++i) {
        const intents::Problem& problem = problems.all()[i];
        log_error("mistake in the pack", {{"file", problem.file},
                                          {"line", problem.line},
                                          {"column", problem.column},
                                          {"cause", problem.cause.english}});
    }
}

}  // namespace

void PackSwap::load(const std::string& by, Done done)
{
    waiting_.push_back({by, std::move(done)});
    if (reading_for_.empty()) begin();
}

PackSwap::Read PackSwap::read(const std::filesystem::path& folder,
                              const std::filesystem::path& shop_file,
                              const std::filesystem::path& kept, const storage::EventLog& log)
{
    Read result;
    if (folder.empty()) {
        result.problems = {"this program has no pack folder to read", "这个程序没有可读的规则包"};
        return result;
    }
    try {
        intents::Problems problems;
        auto pack = try_pack(folder, read_file(shop_file), problems);
        log_problems(problems);
        result.problems = {problems.to_text(false), problems.to_text(true)};
        if (!pack) return result;
        keep_pack(kept, *pack);
        result.in_use = log.packs_of_running();
        result.pack = std::move(pack);
    } catch (const Failure& failure) {
        log_error("the pack cannot be read", {{"error", failure.message.english}});
        result.problems = failure.message;
    } catch (const std::exception& error) {
        log_error("the pack cannot be read", {{"error", error.what()}});
        result.problems = {error.what(), error.what()};
    }
    return result;
}

void PackSwap::begin()
{
    reading_for_ = std::exchange(waiting_, {});
    const bool taken = parts_.workers.submit(
        [folder = folder_, shop_file = parts_.shop_file, kept = parts_.shelf.folder(),
         weak = std::weak_ptr(self_), &log = parts_.log, &loop = parts_.loop] {
            auto result = std::make_shared<Read>(read(folder, shop_file, kept, log));
            loop.post([weak, result] {
                if (const auto self = weak.lock(); self && *self)
                    (*self)->finish(std::move(*result));
            });
        });
    if (!taken) finish({nullptr, {}, {"too much waits already, try again", "服务繁忙,请稍后再试"}});
}

void PackSwap::finish(Read read)
{
    Result result;
    result.problems = std::move(read.problems);
    result.changed = read.pack && read.pack->id() != parts_.shelf.current()->id();
    const auto wishes = std::exchange(reading_for_, {});
    if (result.changed) parts_.shelf.replace_current(read.pack, read.in_use);
    result.pack = parts_.shelf.current()->id();
    const std::string& by = wishes.front().by;
    if (!read.pack)
        log_error("the pack stays as it was", {{"pack", result.pack}, {"by", by}});
    else
        log_info(result.changed ? "new pack" : "the pack has not changed",
                 {{"pack", result.pack}, {"by", by}});
    if (result.changed) parts_.changed(by);
    for (const Wish& wish : wishes)
        if (wish.done) wish.done(result);
    if (!waiting_.empty() && reading_for_.empty()) begin();
}

}  // namespace bot
