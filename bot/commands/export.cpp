// kefu export: a conversation as evidence; also beside a running server.
#include <filesystem>
#include <iostream>

#include "bot/bundle.h"
#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/kept_packs.h"
#include "bot/pack_folder.h"
#include "bot/shop_file.h"
#include "bot/vocabulary.h"

namespace bot {

namespace {

struct ExportOptions {
    std::string data = default_data;
    std::string conversation, out;
    bool customer = false;
};

int export_bundle(const ExportOptions& options)
{
    if (std::filesystem::exists(options.out))
        throw Failure({options.out + " is there already: give another name",
                       options.out + " 已存在:请换一个文件名"});
    storage::Database database(options.data, storage::Access::read);
    const storage::EventLog log(database);
    auto conversation = log.conversation(options.conversation);
    if (!conversation)
        throw Failure({"there is no conversation " + options.conversation + " in " + options.data,
                       options.data + " 里没有会话 " + options.conversation});
    BundleContent content;
    content.conversation = std::move(*conversation);
    content.shop = shop_name(options.data);
    content.at = system_now();
    content.view = options.customer ? BundleView::customer : BundleView::shop;
    KeptPacks packs(options.data);
    if (const dialogs::Pack* pack = packs.find(content.conversation.pack))
        content.words = vocabulary(*pack);
    const storage::Vault vault(options.data, false);
    const Bundle bundle = make_bundle(database, log, vault, std::move(content));
    write_file(options.out, bundle.zip, true);

    std::cout << options.out << '\n'
              << in_language({"events: ", "事件:"}) << bundle.chain.linked
              << in_language({", files: ", ",文件:"}) << bundle.files
              << in_language({", bytes: ", ",字节:"}) << bundle.zip.size() << '\n'
              << in_language({"signed with the key ", "签名公钥 "}) << bundle.key << '\n';
    if (bundle.chain.unlinked > 0)
        std::cerr << in_language({"written before there was a chain, and not protected by it: ",
                                  "早于证据链、不受其保护的事件:"})
                  << bundle.chain.unlinked << '\n';
    if (bundle.missing > 0)
        std::cerr << in_language({"uploads whose file is gone: ", "文件已丢失的上传:"})
                  << bundle.missing << '\n';
    if (bundle.chain.fault == storage::ChainCheck::Fault::none) return 0;
    std::cerr << in_language({"the log itself was changed: kefu verify says where",
                              "数据库记录本身被改动过:用 kefu verify 查看位置"})
              << '\n';
    return 1;
}

}  // namespace

void add_export(Command& program)
{
    auto command = program.add(
        "export", {"Write a conversation as evidence: a zip to read offline, signed and chained",
                   "导出会话案卷:可离线查看的压缩包,带证据链和签名"});
    auto options = std::make_shared<ExportOptions>();
    command.required("conversation", options->conversation, {"c_…", "c_…"});
    command.required("--out", options->out, {"the zip to write", "要写的 zip 文件"});
    add_data_option(command, options->data);
    command.flag("--customer", options->customer,
                 {"only what the customer saw", "只含客户看得到的内容"});
    command.example("kefu export c_01hqk3v8p2ab12cd34 --out case.zip");
    command.action([=] { return export_bundle(*options); });
}

}  // namespace bot
