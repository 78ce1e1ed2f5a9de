// How much work a message makes, counted in pieces of memory asked for: that does not depend on the
// machine, and what repeats itself at each character or each pair of them shows.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "tests/intents/kameng.h"

namespace {

thread_local std::size_t allocations = 0, bytes_allocated = 0;

}  // namespace

// Every new of this test program. The one that does not throw is there as well, since a sanitizer's
// own would not fit the delete below.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++allocations;
    bytes_allocated += size;
    return std::malloc(size == 0 ? 1 : size);
}

void* operator new(std::size_t size)
{
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace intents {
namespace {

struct Work {
    std::size_t allocations = 0;
    std::size_t bytes = 0;
};

Work work_of(const std::string& text)
{
    kameng().understand(text);  // so that nothing is done for the first time
    const std::size_t before = ::allocations, bytes_before = ::bytes_allocated;
    kameng().understand(text);
    return {::allocations - before, ::bytes_allocated - bytes_before};
}

TEST(Work, of_an_everyday_message_is_small)
{
    const Work work = work_of("点卡用不了啊 订单号513260912103055427");
    std::cout << work.allocations << " allocations, " << work.bytes << " bytes\n";
    EXPECT_LT(work.allocations, 50u);
    EXPECT_LT(work.bytes, 10'000u);
}

TEST(Work, grows_with_the_length_of_the_message_and_no_faster)
{
    for (const char* piece : {"退", "退款", "卡密用不了 ", "1", "1 ", "13812345678 ", "!?", "九",
                              "a-", "不退款取消订单投诉", "昨天", "@a.", "审合", "😡"}) {
        std::string some, many;
        while (some.size() < 1000) some += piece;
        while (many.size() < 8000) many += piece;
        const Work less = work_of(some), more = work_of(many);
        EXPECT_LT(more.bytes, less.bytes * 12 + 20'000) << piece;
        EXPECT_LT(more.allocations, less.allocations * 12 + 200) << piece;
    }
}

}  // namespace
}  // namespace intents
