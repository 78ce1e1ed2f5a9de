// Recursive descent over a list of tokens: one look ahead, linear time. Depth is bounded, so that
// no text can exhaust the stack. Tested by tests/dialogs/condition_test.cpp with random text.
#include "dialogs/condition_syntax.h"

namespace dialogs {

namespace {

constexpr int depth_max = 40;
constexpr std::size_t length_max = 4000;

struct Token {
    enum class Kind { word, quoted, number, sign, end };
    Kind kind = Kind::end;
    std::string text;
    std::string unit;
    int column = 1;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c)
{
    // Bytes of any character beyond ASCII count as letters.
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

class Tokens {
public:
    Tokens(const std::string& text, ExpressionProblems& problems) : text_(text), problems_(problems)
    {
    }

    // Empty where a character fits nowhere.
    std::vector<Token> read()
    {
        std::vector<Token> tokens;
        for (;;) {
            while (at_ < text_.size() &&
                   (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t'))
                ++at_;
            Token token;
            token.column = column();
            if (at_ == text_.size()) {
                tokens.push_back(token);
                return tokens;
            }
            if (!read_one(token)) return {};
            tokens.push_back(std::move(token));
        }
    }

private:
    bool read_one(Token& token)
    {
        const char c = text_[at_];
        if (c == '\'' || c == '"') return read_quoted(token);
        if (is_digit(c)) return read_number(token);
        if (is_letter(c) || c == '$') return read_word(token);
        for (const char* sign :
             {"!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", "+", "-"}) {
            if (text_.compare(at_, std::char_traits<char>::length(sign), sign) != 0) continue;
            token.kind = Token::Kind::sign;
            token.text = sign;
            at_ += token.text.size();
            return true;
        }
        problems_.push_back({token.column,
                             {std::string("a condition cannot contain '") + c + "'",
                              std::string("条件里不能有 '") + c + "'"},
                             {"the operators are = != < <= > >= in has is and or not",
                              "可用的运算符:= != < <= > >= in has is and or not"}});
        return false;
    }

    bool read_quoted(Token& token)
    {
        const std::size_t end = text_.find(text_[at_], at_ + 1);
        if (end == std::string::npos) {
            problems_.push_back({token.column, {"this quote is never closed", "引号没有配对"}, {}});
            return false;
        }
        token.kind = Token::Kind::quoted;
        token.text = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return true;
    }

    bool read_number(Token& token)
    {
        token.kind = Token::Kind::number;
        const std::size_t start = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
            ++at_;
            while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        }
        token.text = text_.substr(start, at_ - start);
        const std::size_t unit = at_;
        while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
        token.unit = text_.substr(unit, at_ - unit);
        return true;
    }

    bool read_word(Token& token)
    {
        token.kind = Token::Kind::word;
        const std::size_t start = at_++;
        while (at_ < text_.size() &&
               (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.'))
            ++at_;
        token.text = text_.substr(start, at_ - start);
        return true;
    }

    // In characters; counts on from where it was asked last.
    int column()
    {
        for (; counted_ < at_; ++counted_)
            if ((static_cast<unsigned char>(text_[counted_]) & 0xC0) != 0x80) ++column_;
        return column_;
    }

    const std::string& text_;
    ExpressionProblems& problems_;
    std::size_t at_ = 0;
    std::size_t counted_ = 0;
    int column_ = 1;
};

class Parser {
public:
    Parser(std::vector<Token> tokens, ExpressionProblems& problems)
        : tokens_(std::move(tokens)), problems_(problems)
    {
    }

    std::optional<Syntax> parse()
    {
        Syntax root = either();
        if (!failed_ && now().kind != Token::Kind::end)
            expected("'and', 'or' or the end", "'and'、'or' 或结尾");
        if (failed_) return std::nullopt;
        return root;
    }

private:
    const Token& now() const { return tokens_[at_]; }
    bool is(const char* text) const
    {
        return (now().kind == Token::Kind::word || now().kind == Token::Kind::sign) &&
               now().text == text;
    }
    bool take(const char* text)
    {
        if (!is(text)) return false;
        ++at_;
        return true;
    }
    void expected(const std::string& english, const std::string& chinese)
    {
        if (failed_) return;
        failed_ = true;
        const bool at_end = now().kind == Token::Kind::end;
        const std::string found = now().text + now().unit;
        problems_.push_back(
            {now().column,
             {at_end ? "the condition stops too early" : "'" + found + "' does not belong here",
              at_end ? "条件没有写完" : "这里不该出现 '" + found + "'"},
             {"expected " + english, "这里应当是" + chinese}});
    }
    void require(const char* text)
    {
        if (!take(text)) expected(std::string("'") + text + "'", std::string(" '") + text + "'");
    }

    Syntax make(Syntax::Kind kind, Syntax left, std::string text = {})
    {
        Syntax syntax;
        syntax.kind = kind;
        syntax.column = left.column;
        syntax.text = std::move(text);
        syntax.children.push_back(std::move(left));
        return syntax;
    }

    Syntax joined(const char* word, Syntax::Kind kind, Syntax (Parser::*part)())
    {
        Syntax first = (this->*part)();
        if (!is(word)) return first;
        Syntax syntax = make(kind, std::move(first));
        while (!failed_ && take(word)) syntax.children.push_back((this->*part)());
        return syntax;
    }

    Syntax either() { return joined("or", Syntax::Kind::either, &Parser::both); }
    Syntax both() { return joined("and", Syntax::Kind::both, &Parser::negation); }

    Syntax negation()
    {
        const int column = now().column;
        if (!take("not")) return comparison();
        if (++depth_ > depth_max) return too_deep();
        Syntax syntax = make(Syntax::Kind::negation, negation());
        --depth_;
        syntax.column = column;
        return syntax;
    }

    Syntax comparison()
    {
        Syntax left = sum();
        if (failed_) return left;
        for (const char* sign : {"=", "!=", "<", "<=", ">", ">="}) {
            if (!take(sign)) continue;
            Syntax syntax = make(Syntax::Kind::compare, std::move(left), sign);
            syntax.children.push_back(sum());
            return syntax;
        }
        if (take("in")) return list(make(Syntax::Kind::one_of, std::move(left)));
        if (take("has")) return has(std::move(left));
        if (take("is")) return is_set(std::move(left));
        if (is("not")) {
            ++at_;
            require("in");
            if (failed_) return left;
            const int column = left.column;
            Syntax syntax =
                make(Syntax::Kind::negation, list(make(Syntax::Kind::one_of, std::move(left))));
            syntax.column = column;
            return syntax;
        }
        return left;
    }

    Syntax has(Syntax left)
    {
        if (!take("all")) {
            Syntax syntax = make(Syntax::Kind::has, std::move(left));
            syntax.children.push_back(item());
            return syntax;
        }
        Syntax syntax = make(Syntax::Kind::has_all, std::move(left));
        syntax.listed = is("[");
        if (syntax.listed) return list(std::move(syntax));
        syntax.children.push_back(item());
        return syntax;
    }

    Syntax is_set(Syntax left)
    {
        const bool unset = is("unset");
        if (!take("set") && !take("unset")) expected("'set' or 'unset'", " 'set' 或 'unset'");
        Syntax syntax = make(Syntax::Kind::is_set, std::move(left));
        return unset ? make(Syntax::Kind::negation, std::move(syntax)) : syntax;
    }

    Syntax list(Syntax syntax)
    {
        require("[");
        do syntax.children.push_back(item());
        while (!failed_ && take(","));
        require("]");
        return syntax;
    }

    Syntax item()
    {
        Syntax syntax;
        syntax.column = now().column;
        syntax.text = now().text;
        syntax.unit = now().unit;
        switch (now().kind) {
            case Token::Kind::word:
                for (const char* reserved : {"and", "or", "not", "in", "has", "is"})
                    if (now().text == reserved) expected("a name or a value", "名称或取值");
                syntax.kind = Syntax::Kind::word;
                break;
            case Token::Kind::quoted:
                syntax.kind = Syntax::Kind::quoted;
                break;
            case Token::Kind::number:
                syntax.kind = Syntax::Kind::number;
                break;
            default:
                expected("a name or a value", "名称或取值");
                return syntax;
        }
        if (!failed_) ++at_;
        return syntax;
    }

    Syntax sum()
    {
        Syntax left = primary();
        while (!failed_ && (is("+") || is("-"))) {
            const std::string sign = now().text;
            ++at_;
            left = make(Syntax::Kind::sum, std::move(left), sign);
            left.children.push_back(primary());
        }
        return left;
    }

    Syntax primary()
    {
        if (++depth_ > depth_max) return too_deep();
        Syntax syntax;
        if (take("(")) {
            syntax = either();
            require(")");
        } else if ((is("max") || is("min")) && tokens_[at_ + 1].text == "(") {
            syntax.kind = Syntax::Kind::call;
            syntax.column = now().column;
            syntax.text = now().text;
            at_ += 2;
            syntax.children.push_back(sum());
            require(",");
            syntax.children.push_back(sum());
            require(")");
        } else {
            syntax = item();
        }
        --depth_;
        return syntax;
    }

    Syntax too_deep()
    {
        if (!failed_)
            problems_.push_back(
                {now().column,
                 {"more than " + std::to_string(depth_max) + " parentheses inside each other",
                  "括号套得太深"},
                 {"split it into several conditions", "拆成几个条件"}});
        failed_ = true;
        return {};
    }

    std::vector<Token> tokens_;
    ExpressionProblems& problems_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool failed_ = false;
};

}  // namespace

std::optional<Syntax> parse_condition(const std::string& text, ExpressionProblems& problems)
{
    if (text.size() > length_max) {
        problems.push_back(
            {1, {"this condition is longer than 4000 bytes", "条件超过 4000 字节"}, {}});
        return std::nullopt;
    }
    std::vector<Token> tokens = Tokens(text, problems).read();
    if (tokens.empty()) return std::nullopt;
    return Parser(std::move(tokens), problems).parse();
}

}  // namespace dialogs
