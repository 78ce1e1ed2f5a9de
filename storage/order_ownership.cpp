#include "storage/order_ownership.h"

#include <algorithm>

#include "storage/order_fields.h"

namespace storage {

using nlohmann::json;

// What people confuse when they copy a number, folded into one form: case, spaces, dashes, and
// O/0 I/1/l Z/2 S/5 B/8.
std::string canonical_number(const std::string& number)
{
    std::string result;
    for (unsigned char c : number) {
        if (c == ' ' || c == '-') continue;
        c = static_cast<unsigned char>(std::toupper(c));
        switch (c) {
            case 'O':
                c = '0';
                break;
            case 'I':
            case 'L':
                c = '1';
                break;
            case 'Z':
                c = '2';
                break;
            case 'S':
                c = '5';
                break;
            case 'B':
                c = '8';
                break;
            default:
                break;
        }
        result += static_cast<char>(c);
    }
    return result;
}

std::string normal_contact(const std::string& contact)
{
    std::string result;
    for (unsigned char c : contact)
        if (c != ' ' && c != '-') result += static_cast<char>(std::tolower(c));
    if (result.starts_with("+86")) result.erase(0, 3);
    return result;
}

bool is_end_of(const std::string& number, const json& order)
{
    const std::string given = canonical_number(number),
                      own = canonical_number(text_of(order, "order_no"));
    return !given.empty() &&
           (given == own || (given.size() >= number_tail_length && own.ends_with(given)));
}

bool is_end_of_payment(const std::string& number, const json& order)
{
    return number.size() >= number_tail_length &&
           text_of(object_of(order, "pay"), "ref").ends_with(number);
}

namespace {

std::string masked(const std::string& text, std::size_t head, std::size_t tail)
{
    if (text.size() <= head + tail) return text.empty() ? "" : "***";
    return text.substr(0, head) + std::string(4, '*') + text.substr(text.size() - tail);
}

// How many of the proofs of D5 hold for this order.
int proofs(const json& order, const json& parameters, bool number_is_proof)
{
    const json contact = object_of(order, "contact");
    const json access = object_of(order, "access");
    const std::string ref = text_of(object_of(order, "pay"), "ref");
    const std::string number = text_of(parameters, "order_id");
    int count = 0;
    const bool numbered = is_end_of(number, order);
    if (number_is_proof && numbered) ++count;
    if (const std::string given = normal_contact(text_of(parameters, "contact"));
        !given.empty() && (given == normal_contact(text_of(contact, "phone")) ||
                           given == normal_contact(text_of(contact, "email"))))
        ++count;
    if (const std::string user = text_of(parameters, "user");
        !user.empty() && user == text_of(access, "visitor"))
        ++count;
    if (const std::string fingerprint = text_of(parameters, "query_password_fingerprint");
        !fingerprint.empty() && fingerprint == text_of(access, "query_password_hash"))
        ++count;
    // Six digits that are no order's may be a payment's.
    const std::string named = text_of(parameters, "pay_ref_tail");
    const std::string& tail = named.empty() && !numbered ? number : named;
    const bool whole = !ref.empty() && text_of(parameters, "pay_ref") == ref;
    if (whole || is_end_of_payment(tail, order)) ++count;
    return count;
}

}  // namespace

json masked_order(const json& order)
{
    json result = order;
    if (result.contains("contact") && result["contact"].is_object()) {
        json& contact = result["contact"];
        if (const std::string phone = text_of(contact, "phone"); !phone.empty())
            contact["phone"] = masked(phone, 3, 4);
        if (const std::string email = text_of(contact, "email"); !email.empty()) {
            const std::size_t at = email.find('@');
            contact["email"] = email.substr(0, std::min<std::size_t>(2, at)) + "***" +
                               (at == std::string::npos ? "" : email.substr(at));
        }
    }
    if (result.contains("pay") && result["pay"].is_object())
        if (const std::string ref = text_of(result["pay"], "ref"); !ref.empty())
            result["pay"]["ref"] = masked(ref, 0, 4);
    result.erase("access");
    return result;
}

bool offers_enough_proof(const json& parameters, bool number_is_proof)
{
    int offered = 0;
    for (const char* proof :
         {"order_id", "contact", "user", "query_password_fingerprint", "pay_ref_tail", "pay_ref"})
        if (!text_of(parameters, proof).empty()) ++offered;
    if (!number_is_proof && !text_of(parameters, "order_id").empty()) --offered;
    return offered >= 2;
}

std::vector<json> owned(std::vector<json> candidates, const json& parameters, bool number_is_proof)
{
    std::erase_if(candidates, [&](const json& order) {
        return proofs(order, parameters, number_is_proof) < 2;
    });
    return candidates;
}

ActionResult own_orders(std::vector<json> candidates, const json& parameters, bool number_is_proof)
{
    const std::vector<json> own = owned(std::move(candidates), parameters, number_is_proof);
    // An order that is not there and one that is somebody else's look the same (D5).
    if (own.empty()) return {"not_found", nullptr};
    if (own.size() == 1) return {"ok", {{"order", masked_order(own.front())}}};
    json list = json::array();
    for (const json& order : own) {
        if (list.size() == 5) break;
        list.push_back({{"order_no", text_of(order, "order_no")},
                        {"title", text_of(object_of(order, "product"), "title")},
                        {"created_at", text_of(order, "created_at")},
                        {"amount_paid", integer_of(order, "amount_paid")}});
    }
    return {"multiple", {{"orders", std::move(list)}}};
}

}  // namespace storage
