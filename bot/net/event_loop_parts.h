// Asio's side of an EventLoop; only bot/net/ includes it.
#pragma once

#include <boost/asio/signal_set.hpp>
#include <unordered_map>

#include "bot/net/event_loop.h"
#include "bot/net/net.h"

namespace bot {

struct EventLoop::Parts {
    boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_1};
    boost::asio::executor_work_guard<net::Executor> busy{context.get_executor()};
    boost::asio::basic_signal_set<net::Executor> signals{context.get_executor()};
    boost::asio::basic_signal_set<net::Executor> hangups{context.get_executor()};
    std::unordered_map<TimerId, std::unique_ptr<net::Timer>> timers;
    TimerId last_timer = 0;
};

}  // namespace bot
