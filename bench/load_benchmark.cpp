// Durable turns over real WebSockets, against a bare echo: a message is received, understood,
// stepped, appended, synced to disk and acknowledged, and its events come back; the echo only
// sends every message back. Both servers have the first two processors, the load the others (where
// there are four), and they take turns, so that a busy machine slows them alike.
//
//   --connections=64 --seconds=5 --rounds=3

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/servers.h"

namespace {

std::map<std::string, int> numbers{{"connections", 64}, {"seconds", 5}, {"rounds", 3}};

// --name=N for what is known; script/bench's options for other benchmarks are passed by.
void read_arguments(int count, char** arguments)
{
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        const auto equals = argument.find('=');
        if (!argument.starts_with("--") || equals == std::string::npos) continue;
        const auto known = numbers.find(argument.substr(2, equals - 2));
        if (known != numbers.end()) known->second = std::stoi(argument.substr(equals + 1));
    }
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments)
{
    read_arguments(count, arguments);
    const auto connections = static_cast<std::size_t>(numbers["connections"]);
    const std::chrono::seconds time(numbers["seconds"]);
    bench::ServerProcess echo(bench::serve_echo), kefu(bench::serve_kefu);
    bench::load_beside_servers();

    std::printf("%zu connections, one message on its way on each\n", connections);
    std::printf("%-6s %12s %10s %10s %14s\n", "server", "messages/s", "p50 us", "p99 us",
                "cpu us/message");
    std::vector<double> echo_rates, kefu_rates, kefu_p99, sync_p99;
    for (int round = 0; round < numbers["rounds"]; ++round) {
        for (bench::ServerProcess* server : {&echo, &kefu}) {
            const bool durable = server == &kefu;
            const double cpu = server->cpu_seconds();
            const bench::Load load = bench::load(server->port(), connections, time, durable);
            const double cpu_each = (server->cpu_seconds() - cpu) / load.messages() * 1e6;
            std::printf("%-6s %12.0f %10.0f %10.0f %14.1f\n", durable ? "kefu" : "echo",
                        load.rate(), load.percentile(50), load.percentile(99), cpu_each);
            std::fflush(stdout);
            (durable ? kefu_rates : echo_rates).push_back(load.rate());
            if (durable) kefu_p99.push_back(load.percentile(99));
        }
        sync_p99.push_back(bench::fdatasync_p99(kefu.folder(), std::chrono::seconds(1)));
    }
    std::printf("durable turns a second / echo's messages a second: %.3f (medians)\n",
                median(kefu_rates) / median(echo_rates));
    std::printf("p99 of the ack at full load %.0f us, of one fdatasync %.0f us: %.2f\n",
                median(kefu_p99), median(sync_p99), median(kefu_p99) / median(sync_p99));
    return 0;
}
