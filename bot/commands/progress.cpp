#include "bot/commands/progress.h"

#include <unistd.h>

#include <iostream>

#include "bot/language.h"

namespace bot {

std::function<void(int done, int all)> progress_line(const intents::Message& what)
{
    if (isatty(STDERR_FILENO) == 0) return {};
    return [text = in_language(what)](int done, int all) {
        std::cerr << "\r\x1b[K";
        if (done < all) std::cerr << text << ' ' << done * 100 / all << " %";
        std::cerr << std::flush;
    };
}

}  // namespace bot
