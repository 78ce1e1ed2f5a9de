#include "bot/metrics.h"

#include <algorithm>
#include <sstream>

namespace bot {

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1)
{
}

void Histogram::observe(double value)
{
    const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<Histogram::Bucket> Histogram::buckets() const
{
    std::vector<Bucket> result;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
        count += counts_[i].load(std::memory_order_relaxed);
        result.push_back({bounds_[i], count});
    }
    return result;
}

std::uint64_t Histogram::count() const
{
    std::uint64_t total = 0;
    for (const auto& count : counts_) total += count.load(std::memory_order_relaxed);
    return total;
}

namespace {

std::string quoted(const std::string& value)
{
    std::string text = "\"";
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

class Page {
public:
    Page() { text_.precision(15); }

    void family(const std::string& name, const char* type, const char* help)
    {
        name_ = name;
        text_ << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
    }
    template <typename Number>
    void value(Number number, const std::string& labels = "")
    {
        text_ << name_ << labels << ' ' << number << '\n';
    }
    template <typename Number>
    void only(const std::string& name, const char* type, const char* help, Number number)
    {
        family(name, type, help);
        value(number);
    }
    template <typename Counts>
    void by(const char* label, const Counts& counts)
    {
        for (const auto& [key, count] : counts)
            value(count, std::string("{") + label + '=' + quoted(key) + '}');
    }
    void by(const char* first, const char* second, const Metrics::ByTwoLabels& counts)
    {
        for (const auto& [key, count] : counts)
            value(count, std::string("{") + first + '=' + quoted(key.first) + ',' + second + '=' +
                             quoted(key.second) + '}');
    }
    void histogram(const std::string& name, const char* help, const Histogram& histogram)
    {
        family(name, "histogram", help);
        // Read once: the writer goes on counting meanwhile, and the buckets must not shrink.
        const auto buckets = histogram.buckets();
        const std::uint64_t count = histogram.count();
        for (const auto& bucket : buckets)
            text_ << name << "_bucket{le=\"" << bucket.bound << "\"} " << bucket.count << '\n';
        text_ << name << "_bucket{le=\"+Inf\"} " << count << '\n'
              << name << "_sum " << histogram.sum() << '\n'
              << name << "_count " << count << '\n';
    }
    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::string name_;
};

}  // namespace

std::string write_metrics(const Metrics& metrics, const Gauges& gauges)
{
    Page page;
    page.only("kefu_ready", "gauge", "1 while messages are taken.", gauges.ready ? 1 : 0);

    page.family("kefu_messages_in_total", "counter", "Messages that arrived, by who sent them.");
    page.by("from", metrics.messages_in);
    page.family("kefu_messages_out_total", "counter",
                "Events that the visitor sees, on disk, by who they are from.");
    page.by("from", metrics.messages_out);
    page.only("kefu_acks_total", "counter", "Messages acknowledged, repeated ones too.",
              metrics.acks);
    page.histogram("kefu_commit_turns", "Turns in one commit.", metrics.commit_turns);
    page.histogram("kefu_commit_seconds", "Time of one commit with its fsync.",
                   metrics.commit_seconds);
    page.only("kefu_uncommitted_turns", "gauge", "Turns on their way to the disk.",
              gauges.uncommitted_turns);
    page.only("kefu_waiting_work", "gauge", "Work that waits for a worker thread.",
              gauges.waiting_work);
    page.only("kefu_order_system_asked", "gauge",
              "0 while the order gateway is left alone because it does not answer.",
              gauges.order_system_asked ? 1 : 0);

    page.family("kefu_connections", "gauge", "Open sockets and waiting requests, by kind.");
    page.by("kind", std::map<std::string, std::int64_t>{{"visitor", metrics.visitor_sockets},
                                                        {"agent", metrics.agent_sockets},
                                                        {"poll", metrics.waiting_polls}});
    page.family("kefu_conversations", "gauge",
                "Conversations that are not closed, by owner; those of the queue wait.");
    page.by("owner", gauges.conversations);
    page.only("kefu_open_tickets", "gauge", "Tickets that are open or claimed.",
              gauges.open_tickets);
    page.only("kefu_overdue_tickets", "gauge", "Open tickets past the time they were due.",
              gauges.overdue_tickets);

    page.family("kefu_intents_total", "counter", "Messages understood, by intent.");
    page.by("intent", metrics.intents);
    page.only("kefu_abstentions_total", "counter", "Messages without an intent.",
              metrics.abstentions);
    page.family("kefu_actions_total", "counter",
                "Answers of the order system, by action and outcome.");
    page.by("action", "outcome", metrics.actions);
    page.family("kefu_uploads_total", "counter", "Uploads, by result.");
    page.by("result", metrics.uploads);
    page.only("kefu_upload_bytes_total", "counter", "Bytes of stored uploads.",
              metrics.upload_bytes);
    page.family("kefu_refusals_total", "counter",
                "Errors sent, by where and code; rate_limited are those of the limits.");
    page.by("at", "code", metrics.refusals);
    return page.text();
}

}  // namespace bot
