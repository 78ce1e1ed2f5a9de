// kefu verify: whether a bundle of kefu export is as it was written. Needs no data folder.
#include <iostream>

#include "bot/bundle_check.h"
#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace bot {

namespace {

struct VerifyOptions {
    std::string bundle, data, key;
};

void compare_with_data(BundleCheck& check, const std::string& data)
{
    storage::Database database(data, storage::Access::read);
    if (storage::Vault(data, false).public_key() != check.key)
        check.problems.push_back(
            {"it was signed by another installation than " + data, "签名不属于 " + data});
    if (auto problem = differs_from(check, storage::EventLog(database).chain(check.conversation)))
        check.problems.push_back(std::move(*problem));
}

int verify(const VerifyOptions& options)
{
    BundleCheck check;
    try {
        check = check_bundle(read_file(options.bundle));
    } catch (const NoBundle& error) {
        throw UsageError(error.message);
    } catch (const Failure& error) {
        throw UsageError(error.message);
    }
    if (!options.key.empty() && options.key != check.key)
        check.problems.push_back({"it was signed with another key: " + check.key,
                                  "签名公钥不是给定的那个:" + check.key});
    if (!options.data.empty()) compare_with_data(check, options.data);
    for (const auto& problem : check.problems) std::cout << in_language(problem) << '\n';
    if (!check.problems.empty()) return 1;
    std::cout << in_language({"unchanged since ", "自导出以来未被改动:"}) << check.exported_at
              << '\n'
              << in_language({"conversation ", "会话 "}) << check.conversation
              << in_language({", events: ", ",事件:"}) << check.chain.linked
              << in_language({", files: ", ",文件:"}) << check.files << '\n'
              << in_language({"signed with the key ", "签名公钥 "}) << check.key << '\n';
    if (check.chain.unlinked > 0)
        std::cout << in_language({"written before there was a chain, and not protected by it: ",
                                  "早于证据链、不受其保护的事件:"})
                  << check.chain.unlinked << '\n';
    return 0;
}

}  // namespace

void add_verify(Command& program)
{
    auto command = program.add(
        "verify", {"Check a bundle of kefu export; names the first broken link. 0: sound, 1: "
                   "changed, 2: no bundle",
                   "检查导出的案卷,指出第一处断开。0:完好,1:被改动,2:不是案卷"});
    auto options = std::make_shared<VerifyOptions>();
    command.required("bundle", options->bundle, {"the zip", "案卷 zip 文件"});
    command.option("--key", options->key,
                   {"the shop's public key, as it told you", "店铺告知的签名公钥"});
    command.option("--data", options->data,
                   {"also compare with this data folder", "同时与这个数据文件夹比对"});
    command.example("kefu verify case.zip");
    command.action([=] { return verify(*options); });
}

}  // namespace bot
