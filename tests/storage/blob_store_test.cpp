#include "storage/blob_store.h"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/database.h"
#include "storage/secrets.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

TEST(BlobStore, keeps_bytes_under_their_hash_and_an_id_for_each_upload)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    BlobStore store(database);
    const std::string bytes("\0PNG\xFF bytes", 11);
    const BlobRow first = store.add({"", "c_1", "", "image/png", 0, "v_1", 1}, bytes);
    const BlobRow second = store.add({"", "c_2", "", "image/png", 0, "v_2", 2}, bytes);
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(first.sha256, second.sha256);
    EXPECT_EQ(first.sha256, sha256_hex(bytes));
    ASSERT_TRUE(store.find(first.id));
    EXPECT_EQ(store.find(first.id)->conversation, "c_1");
    EXPECT_EQ(store.read(*store.find(second.id)), bytes);
    EXPECT_FALSE(store.find("b_unknown"));
}

TEST(BlobStore, keeps_pictures_for_their_owner_only)
{
    namespace fs = std::filesystem;
    const TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    BlobStore store(database);
    const BlobRow blob = store.add({"", "c_1", "", "image/png", 0, "v_1", 1}, "bytes");
    EXPECT_EQ(fs::status(folder.path() / "blobs").permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(folder.path() / blob_path(blob.sha256)).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
}

TEST(BlobStore, clears_what_an_interrupted_upload_left)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    {
        BlobStore store(database);
    }
    const auto left = folder.path() / "blobs" / "incoming" / "half";
    std::ofstream(left) << "half a picture";
    BlobStore store(database);
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(BlobStore, says_so_when_the_file_is_gone)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    BlobStore store(database);
    const BlobRow row = store.add({"", "c_1", "", "image/png", 0, "v_1", 1}, "x");
    std::filesystem::remove_all(folder.path() / "blobs" / row.sha256.substr(0, 2));
    EXPECT_FALSE(store.read(row));
}
