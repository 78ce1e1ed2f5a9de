// Prints, after the table, how many times another benchmark of the same run each one took: figures
// that hold on other machines too.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

class RatioReporter : public benchmark::ConsoleReporter {
public:
    RatioReporter() : ConsoleReporter(OO_None) {}

    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs) cpu_time_[run.benchmark_name()] = run.GetAdjustedCPUTime();
        ConsoleReporter::ReportRuns(runs);
    }

    // Nothing where one of the two did not run.
    void print(const std::string& name, const std::string& baseline) const
    {
        const auto one = cpu_time_.find(name), other = cpu_time_.find(baseline);
        if (one == cpu_time_.end() || other == cpu_time_.end() || other->second <= 0) return;
        std::printf("%-36s %10.4f x %s\n", name.c_str(), one->second / other->second,
                    baseline.c_str());
    }

private:
    std::map<std::string, double> cpu_time_;
};
