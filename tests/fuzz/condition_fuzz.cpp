// Any text as a condition of a flow: it is refused with a problem, or it has an answer whatever is
// unset, and writing it out and reading it again changes nothing.
#include <cstdlib>

#include "dialogs/condition.h"

namespace {

using dialogs::Type;

dialogs::Scope make_scope()
{
    dialogs::Scope scope;
    scope.declare({"order.stage", Type::choice, {"paid", "delivered", "refunded"}});
    scope.declare({"amount", Type::money});
    scope.declare({"delay", Type::hours});
    scope.declare({"qty", Type::number});
    scope.declare({"sealed", Type::boolean});
    scope.declare({"title", Type::text});
    scope.declare({"evidence", Type::set, {"key_shot", "query_shot"}});
    return scope;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const dialogs::Scope scope = make_scope();
    const auto nothing_is_known = [](const dialogs::Declaration&) { return std::nullopt; };
    const std::string text(reinterpret_cast<const char*>(data), size);

    dialogs::ExpressionProblems problems;
    const auto condition = dialogs::Condition::compile(text, scope, {}, problems);
    if (condition.has_value() != problems.empty()) std::abort();
    if (!condition) return 0;
    const bool holds = condition->holds(nothing_is_known);
    const auto again = dialogs::Condition::compile(condition->to_text(), scope, {}, problems);
    if (!again || again->holds(nothing_is_known) != holds) std::abort();
    return 0;
}
