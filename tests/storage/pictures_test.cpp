#include "storage/pictures.h"

#include <gtest/gtest.h>

#include "storage/blob_store.h"
#include "storage/database.h"
#include "storage/picture_match.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

namespace {

PictureRow row(const std::string& name, const std::string& hash = "00ff00ff00ff00ff")
{
    return {name, 720, 1280, false, hash, std::string(96, 'x'), ""};
}

class PicturesTest : public testing::Test {
protected:
    TemporaryFolder folder;
    Database database{folder.path(), Access::write};
    BlobStore blobs{database};
    Pictures pictures{database};

    BlobRow upload(const std::string& conversation, const std::string& bytes)
    {
        BlobRow blob;
        blob.conversation = conversation;
        blob.media_type = "image/png";
        blob.created_at = ++clock;
        return blobs.add(blob, bytes);
    }
    std::int64_t clock = 0;
};

}  // namespace

TEST(PictureMatch, takes_copies_that_were_scaled_and_compressed)
{
    const PictureRow original = row("a");
    PictureRow copy = row("b", "00ff00ff00ff00fc");
    copy.width = 361;
    copy.height = 640;
    for (char& field : copy.signature) field = static_cast<char>(field + 3);
    EXPECT_TRUE(match(original, copy));
}

TEST(PictureMatch, tells_pages_of_one_design_apart_by_a_single_field)
{
    const PictureRow original = row("a");
    PictureRow other = row("b");
    other.signature[40] = static_cast<char>(other.signature[40] - 40);
    EXPECT_FALSE(match(original, other));
    other = row("b", "ff00ff00ff00ff00");
    EXPECT_FALSE(match(original, other));
    other = row("b");
    other.width = 1280;
    EXPECT_FALSE(match(original, other));
}

TEST(PictureMatch, is_not_fooled_by_blank_pictures_and_damaged_rows)
{
    PictureRow blank = row("a"), other = row("b");
    blank.blank = other.blank = true;
    EXPECT_FALSE(match(blank, other));
    EXPECT_FALSE(match(row("a", "no hash"), row("b", "no hash")));
    PictureRow without = row("b");
    without.signature.clear();
    EXPECT_FALSE(match(row("a"), without));
    EXPECT_TRUE(match(row("a"), row("a")));
}

TEST_F(PicturesTest, remember_what_a_picture_is_like)
{
    PictureRow picture = row("abcd");
    picture.software = "GIMP";
    pictures.put(picture);
    pictures.put(picture);
    const auto found = pictures.find("abcd");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->width, 720u);
    EXPECT_EQ(found->signature, picture.signature);
    EXPECT_EQ(found->software, "GIMP");
    EXPECT_FALSE(pictures.find("other"));
}

TEST_F(PicturesTest, find_the_earlier_uploads_that_show_the_same)
{
    const BlobRow first = upload("c_1", "one"), same = upload("c_2", "one"),
                  near = upload("c_3", "nearly one"), other = upload("c_4", "other");
    pictures.put(row(first.sha256));
    pictures.put(row(near.sha256, "00ff00ff00ff00fe"));
    pictures.put(row(other.sha256, "ff00ff00ff00ff00"));
    for (const BlobRow& blob : {same, near, other}) pictures.link_copies(blob.id, blob.sha256);

    ASSERT_EQ(pictures.copies_before(same.id).size(), 2u);
    const auto copies = pictures.copies_before(near.id);
    ASSERT_EQ(copies.size(), 2u);
    EXPECT_EQ(copies[0].blob, first.id);
    EXPECT_EQ(copies[0].conversation, "c_1");
    EXPECT_TRUE(pictures.copies_before(other.id).empty());
}

TEST_F(PicturesTest, make_do_without_a_copy_that_is_gone)
{
    EXPECT_FALSE(pictures.copy("abcd", PictureCopy::shown));
    pictures.keep_copy("abcd", PictureCopy::shown, "large");
    pictures.keep_copy("abcd", PictureCopy::thumbnail, "small");
    EXPECT_EQ(pictures.copy("abcd", PictureCopy::shown), "large");
    EXPECT_EQ(pictures.copy("abcd", PictureCopy::thumbnail), "small");
}
