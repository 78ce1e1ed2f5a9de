#include "intents/evaluation_html.h"

#include <cstdio>
#include <string_view>

namespace intents {

namespace {

constexpr int plot = 280;  // pixels of a plot's side, without its margin
constexpr int margin = 40;

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

std::string number(double value, int digits = 3)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string percent(double share) { return number(share * 100, 1) + " %"; }

class Page {
public:
    Page(const Evaluation& evaluation, bool chinese) : evaluation_(evaluation), chinese_(chinese) {}

    std::string written(double precision, const std::string& what);

private:
    const char* word(const char* english, const char* chinese) const
    {
        return chinese_ ? chinese : english;
    }
    void row(const char* name, const std::string& value)
    {
        html_ += std::string("<tr><th>") + name + "<td>" + value;
    }
    void open_plot(const char* title, const char* x, const char* y);
    void close_plot() { html_ += "</svg></figure>"; }
    static std::string x_at(double share) { return number(margin + share * plot, 1); }
    static std::string y_at(double share) { return number(10 + (1 - share) * plot, 1); }

    void summary(double precision);
    void reliability();
    void coverage(double precision);
    void intents();
    void confusions();

    const Evaluation& evaluation_;
    bool chinese_;
    std::string html_;
};

void Page::summary(double precision)
{
    const CoveragePoint point = evaluation_.coverage_at(precision);
    html_ += "<table>";
    row(word("messages", "消息"), std::to_string(evaluation_.judged.size()));
    row(word("accuracy", "准确率"), percent(evaluation_.accuracy()));
    row(word("macro-F1", "宏平均 F1"), number(evaluation_.macro_f1));
    row(word("abstained", "弃答"), std::to_string(evaluation_.abstained));
    row(word("calibration error", "校准误差"), number(evaluation_.calibration_error));
    row(word("coverage", "覆盖率"),
        percent(point.coverage) + word(" at a precision of ", ",精确率 ") + percent(precision));
    row(word("about the shop, but rejected", "本店消息被拒"),
        std::to_string(evaluation_.in_scope_rejected) + " / " +
            std::to_string(evaluation_.in_scope));
    row(word("not about the shop, and rejected", "无关消息被拒"),
        std::to_string(evaluation_.out_of_scope_rejected) + " / " +
            std::to_string(evaluation_.out_of_scope));
    html_ += "</table>";
}

void Page::open_plot(const char* title, const char* x, const char* y)
{
    const std::string side = std::to_string(plot + margin + 20);
    html_ += std::string("<figure><figcaption>") + title + "</figcaption><svg width=\"" + side +
             "\" height=\"" + side + "\" role=\"img\" aria-label=\"" + title + "\">";
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        html_ += "<path class=grid d=\"M" + x_at(0) + " " + y_at(share) + "H" + x_at(1) + "M" +
                 x_at(share) + " " + y_at(0) + "V" + y_at(1) + "\"/>";
        html_ += "<text x=" + x_at(share) + " y=" + y_at(-0.06) + " class=middle>" +
                 number(share, 2) + "</text><text x=34 y=" + y_at(share - 0.01) + " class=end>" +
                 number(share, 2) + "</text>";
    }
    html_ += "<text x=" + x_at(0.5) + " y=" + y_at(-0.12) + " class=middle>" + x +
             "</text><text x=" + x_at(0.02) + " y=" + y_at(0.95) + ">" + y + "</text>";
}

void Page::reliability()
{
    open_plot(word("Reliability", "可靠性"), word("confidence", "把握"), word("right", "正确"));
    html_ += "<path class=ideal d=\"M" + x_at(0) + " " + y_at(0) + "L" + x_at(1) + " " + y_at(1) +
             "\"/>";
    for (const ReliabilityBin& bin : evaluation_.bins)
        if (bin.count > 0)
            html_ += "<circle cx=" + x_at(bin.confidence) + " cy=" + y_at(bin.right) +
                     " r=5><title>" + number(bin.confidence) + " → " + number(bin.right) + " (" +
                     std::to_string(bin.count) + ")</title></circle>";
    close_plot();
}

void Page::coverage(double precision)
{
    open_plot(word("Precision by coverage", "覆盖率与精确率"), word("coverage", "覆盖率"),
              word("precision", "精确率"));
    html_ += "<path class=ideal d=\"M" + x_at(0) + " " + y_at(precision) + "H" + x_at(1) + "\"/>";
    html_ += "<polyline points=\"";
    for (const CoveragePoint& point : evaluation_.curve)
        html_ += x_at(point.coverage) + "," + y_at(point.precision) + " ";
    html_ += "\"/>";
    close_plot();
}

void Page::intents()
{
    html_ += std::string("<h2>") + word("Intents", "意图") + "</h2><table><tr><th>" +
             word("intent", "意图") + "<th>F1<th>" + word("precision", "精确率") + "<th>" +
             word("recall", "召回率") + "<th>" + word("messages", "消息") + "<th>" +
             word("abstained", "弃答");
    for (const IntentScore& score : evaluation_.intents)
        html_ += "<tr><th>" + escaped(score.intent) +
                 "<td><span class=bar style=\"width:" + number(score.f1() * 100, 0) +
                 "px\"></span> " + number(score.f1()) + "<td>" + number(score.precision()) +
                 "<td>" + number(score.recall()) + "<td>" + std::to_string(score.wanted) + "<td>" +
                 std::to_string(score.abstained);
    html_ += "</table>";
}

void Page::confusions()
{
    html_ += std::string("<h2>") + word("Confusions", "混淆") + "</h2>";
    for (const Confusion& confusion : evaluation_.confusions) {
        html_ +=
            "<details><summary>" + std::to_string(confusion.messages.size()) + " · " +
            escaped(confusion.wanted) + " → " +
            (confusion.given.empty() ? word("(abstained)", "(弃答)") : escaped(confusion.given)) +
            "</summary><ul>";
        for (const int at : confusion.messages) {
            const JudgedMessage& one = evaluation_.judged[at];
            html_ += "<li>" + escaped(one.message.text) + " <small>" + escaped(one.first) + " " +
                     number(one.confidence_permille / 1000.0) + " " + escaped(one.message.place) +
                     "</small>";
        }
        html_ += "</ul></details>";
    }
}

std::string Page::written(double precision, const std::string& what)
{
    html_ =
        "<!doctype html><meta charset=utf-8><title>" + escaped(what) +
        "</title><style>body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:60em;"
        "padding:0 1em;color:#222}table{border-collapse:collapse;margin:1em 0}th,td{padding:2px "
        "12px 2px 0;text-align:left;font-variant-numeric:tabular-nums}th{font-weight:500}"
        "figure{display:inline-block;margin:0 1em 0 0}svg{font-size:11px}.grid{stroke:#ddd}"
        ".ideal{stroke:#999;stroke-dasharray:4;fill:none}circle{fill:#1668dc}polyline{fill:none;"
        "stroke:#1668dc;stroke-width:2}.middle{text-anchor:middle}.end{text-anchor:end}"
        ".bar{display:inline-block;height:9px;background:#1668dc}small{color:#777}</style><h1>" +
        escaped(what) + "</h1>";
    summary(precision);
    reliability();
    coverage(precision);
    intents();
    confusions();
    return html_ + "\n";
}

}  // namespace

std::string to_html(const Evaluation& evaluation, double precision, const std::string& what,
                    bool chinese)
{
    return Page(evaluation, chinese).written(precision, what);
}

}  // namespace intents
