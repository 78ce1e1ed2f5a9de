#include "bot/picture_facts.h"

#include <gtest/gtest.h>

using bot::editor_in;

TEST(PictureFacts, name_an_editor_and_no_phone)
{
    EXPECT_EQ(editor_in("Adobe Photoshop 24.0 (Windows)"), "Adobe Photoshop 24.0 (Windows)");
    EXPECT_EQ(editor_in("GIMP 2.10"), "GIMP 2.10");
    EXPECT_EQ(editor_in("Snapseed 2.0"), "Snapseed 2.0");
    EXPECT_EQ(editor_in("Android TP1A.220624.014"), "");
    EXPECT_EQ(editor_in("HDR+ 1.0.4"), "");
    EXPECT_EQ(editor_in(""), "");
}
