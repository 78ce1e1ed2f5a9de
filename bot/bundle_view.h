// The page of a bundle: one HTML file in Chinese, without scripts and without anything from
// elsewhere, for a reader who has nothing but a browser. Pure.
#pragma once

#include <string>

#include "bot/bundle.h"

namespace bot {

std::string bundle_page(const BundleContent& content);

}  // namespace bot
