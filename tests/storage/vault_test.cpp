#include "storage/vault.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "storage/database.h"
#include "tests/support/temporary_folder.h"

using namespace storage;
namespace fs = std::filesystem;

namespace {

TEST(Vault, opens_what_it_sealed_and_only_in_its_place)
{
    TemporaryFolder folder;
    const Vault vault(folder.path(), true);
    const std::string key = vault.new_data_key("c_1");
    const std::string sealed = vault.seal(key, "c_1", "m1", "K7Q2-M9XP");
    EXPECT_EQ(vault.open(key, "c_1", "m1", sealed), "K7Q2-M9XP");
    EXPECT_EQ(vault.open(key, "c_1", "m2", sealed), std::nullopt);
    EXPECT_EQ(vault.open(key, "c_2", "m1", sealed), std::nullopt);
    EXPECT_EQ(vault.open(vault.new_data_key("c_1"), "c_1", "m1", sealed), std::nullopt);
    EXPECT_EQ(vault.open(key, "c_1", "m1", ""), std::nullopt);
    for (const std::size_t at : {std::size_t{0}, sealed.size() / 2, sealed.size() - 1}) {
        std::string changed = sealed;
        changed[at] ^= 1;
        EXPECT_EQ(vault.open(key, "c_1", "m1", changed), std::nullopt) << at;
    }
}

TEST(Vault, seals_the_same_differently_each_time)
{
    TemporaryFolder folder;
    const Vault vault(folder.path(), true);
    const std::string key = vault.new_data_key("c_1");
    EXPECT_NE(vault.seal(key, "c_1", "m1", "secret"), vault.seal(key, "c_1", "m1", "secret"));
    EXPECT_EQ(vault.seal(key, "c_1", "m1", "secret").find("secret"), std::string::npos);
}

TEST(Vault, keeps_its_key_in_a_file_of_the_owner)
{
    TemporaryFolder folder;
    std::string key;
    {
        const Vault vault(folder.path(), true);
        key = vault.new_data_key("c_1");
    }
    EXPECT_EQ(fs::status(folder.path() / "vault.key").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_TRUE(Vault(folder.path(), true).knows(key, "c_1"));
    EXPECT_FALSE(Vault(folder.path(), true).knows(key, "c_2"));
}

TEST(Vault, without_its_key_file_is_refused)
{
    TemporaryFolder folder;
    EXPECT_THROW(Vault(folder.path(), false), OpenError);
    std::ofstream(folder.path() / "vault.key") << "not a key\n";
    EXPECT_THROW(Vault(folder.path(), false), OpenError);
    EXPECT_THROW(Vault(folder.path(), true), OpenError);
}

}  // namespace
