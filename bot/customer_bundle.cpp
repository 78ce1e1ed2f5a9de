// Tested by tests/end-to-end/bundle_test.cpp.
#include "bot/customer_bundle.h"

#include "bot/bundle.h"
#include "bot/http_answers.h"
#include "bot/log.h"

namespace bot {

namespace {

Response as_download(std::string zip, const std::string& conversation)
{
    Response response;
    response.headers = {
        {"Content-Type", "application/zip"},
        {"Content-Disposition", "attachment; filename=\"" + conversation + ".zip\""}};
    response.body = std::move(zip);
    return guarded(open_to_shops(std::move(response)));
}

Response failed_download()
{
    return guarded(open_to_shops(refusal(503, "unavailable", "服务繁忙,请稍后再试")));
}

}  // namespace

CustomerBundle::CustomerBundle(Parts parts)
    : parts_(std::move(parts)), by_conversation_(3, 1.0 / 60)
{
}

void CustomerBundle::handle(const std::string& conversation, Site::Reply reply)
{
    if (const auto wait = by_conversation_.take(conversation, parts_.now())) {
        WireError error = error_of("rate_limited", "下载太频繁了,请稍等");
        error.retry_after = wait->count();
        return reply(guarded(open_to_shops(refusal(error))));
    }
    const bool taken = parts_.workers.submit(
        [&database = parts_.database, &log = parts_.log, &loop = parts_.loop, shop = parts_.shop,
         at = parts_.now(), conversation, reply, weak = std::weak_ptr(self_)] {
            auto response = std::make_shared<Response>(failed_download());
            try {
                if (auto row = log.conversation(conversation)) {
                    BundleContent content;
                    content.conversation = std::move(*row);
                    content.shop = shop;
                    content.at = at;
                    content.view = BundleView::customer;
                    const storage::Vault vault(database.folder(), false);
                    *response = as_download(
                        make_bundle(database, log, vault, std::move(content)).zip, conversation);
                }
            } catch (const std::exception& error) {
                log_error("a bundle cannot be written",
                          {{"conv", conversation}, {"error", error.what()}});
            }
            loop.post([=] {
                const auto self = weak.lock();
                if (self && *self) reply(std::move(*response));
            });
        });
    if (!taken) reply(failed_download());
}

}  // namespace bot
