#include "bot/gateway/mariadb.h"

#include <errmsg.h>
#include <mysql.h>

#include <utility>

namespace bot::gateway {

namespace {

using Statement = std::unique_ptr<MYSQL_STMT, decltype(&mysql_stmt_close)>;
using Metadata = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

[[noreturn]] void fail(MYSQL* connection)
{
    throw MariaDbError(mysql_errno(connection), mysql_error(connection));
}

[[noreturn]] void fail(MYSQL_STMT* statement)
{
    throw MariaDbError(mysql_stmt_errno(statement), mysql_stmt_error(statement));
}

void set(MYSQL* connection, mysql_option option, const void* value)
{
    if (mysql_optionsv(connection, option, value) != 0) fail(connection);
}

void execute(MYSQL_STMT* statement, const std::string& sql,
             const std::vector<std::string>& arguments)
{
    if (mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) fail(statement);
    if (mysql_stmt_param_count(statement) != arguments.size())
        throw std::invalid_argument("a statement and its arguments do not fit");
    std::vector<MYSQL_BIND> bound(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        bound[i].buffer_type = MYSQL_TYPE_STRING;
        bound[i].buffer = const_cast<char*>(arguments[i].data());  // the library only reads it
        bound[i].buffer_length = arguments[i].size();
    }
    if (!bound.empty() && mysql_stmt_bind_param(statement, bound.data()) != 0) fail(statement);
    if (mysql_stmt_execute(statement) != 0) fail(statement);
}

// What a row is fetched into: every column as text, in as much room as its longest value takes.
class Columns {
public:
    Columns(MYSQL_STMT* statement, MYSQL_RES* metadata)
        : fields_(mysql_fetch_fields(metadata)), count_(mysql_num_fields(metadata))
    {
        bound_.resize(count_);
        values_.resize(count_);
        lengths_.resize(count_);
        nulls_.resize(count_);
        for (std::size_t i = 0; i < count_; ++i) {
            values_[i].resize(fields_[i].max_length + 1);
            bound_[i].buffer_type = MYSQL_TYPE_STRING;
            bound_[i].buffer = values_[i].data();
            bound_[i].buffer_length = values_[i].size();
            bound_[i].length = &lengths_[i];
            bound_[i].is_null = &nulls_[i];
        }
        if (mysql_stmt_bind_result(statement, bound_.data()) != 0) fail(statement);
    }

    MariaDb::Row row() const
    {
        MariaDb::Row result;
        for (std::size_t i = 0; i < count_; ++i) {
            auto& value = result[fields_[i].name];
            if (nulls_[i] == 0) value = values_[i].substr(0, lengths_[i]);
        }
        return result;
    }

private:
    MYSQL_FIELD* fields_;
    std::size_t count_;
    std::vector<MYSQL_BIND> bound_;
    std::vector<std::string> values_;
    std::vector<unsigned long> lengths_;
    std::vector<my_bool> nulls_;
};

}  // namespace

struct MariaDb::Connection {
    std::unique_ptr<MYSQL, decltype(&mysql_close)> handle{mysql_init(nullptr), mysql_close};
};

MariaDb::MariaDb(MariaDbAccess access, Session session)
    : access_(std::move(access)), session_(session)
{
    connect();
}
MariaDb::~MariaDb() = default;

void MariaDb::connect()
{
    auto fresh = std::make_unique<Connection>();
    MYSQL* handle = fresh->handle.get();
    if (handle == nullptr) throw std::bad_alloc();
    set(handle, MYSQL_OPT_CONNECT_TIMEOUT, &access_.timeout_s);
    set(handle, MYSQL_OPT_READ_TIMEOUT, &access_.timeout_s);
    set(handle, MYSQL_OPT_WRITE_TIMEOUT, &access_.timeout_s);
    set(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const bool local = !access_.socket.empty();
    if (mysql_real_connect(handle, local ? nullptr : access_.host.c_str(), access_.user.c_str(),
                           access_.password.c_str(), access_.database.c_str(),
                           local ? 0 : access_.port, local ? access_.socket.c_str() : nullptr,
                           0) == nullptr)
        fail(handle);
    if (session_ == Session::reading &&
        mysql_query(handle, "SET SESSION TRANSACTION READ ONLY") != 0)
        fail(handle);
    connection_ = std::move(fresh);
}

std::vector<MariaDb::Row> MariaDb::query(const std::string& sql,
                                         const std::vector<std::string>& arguments)
{
    try {
        return ask(sql, arguments);
    } catch (const MariaDbError& error) {
        if (error.number() != CR_SERVER_GONE_ERROR && error.number() != CR_SERVER_LOST) throw;
    }
    connect();
    return ask(sql, arguments);
}

std::uint64_t MariaDb::change(const std::string& sql, const std::vector<std::string>& arguments)
{
    if (session_ != Session::changing) throw std::logic_error("this session only reads");
    // A connection that stood idle too long is made anew before there is anything to lose.
    try {
        if (mysql_ping(connection_->handle.get()) != 0) connect();
    } catch (const MariaDbError& error) {
        throw MariaDbError(error.number(), error.what(), false);
    }
    MYSQL* handle = connection_->handle.get();
    const Statement statement(mysql_stmt_init(handle), mysql_stmt_close);
    if (!statement) fail(handle);
    execute(statement.get(), sql, arguments);
    return mysql_stmt_affected_rows(statement.get());
}

std::vector<MariaDb::Row> MariaDb::ask(const std::string& sql,
                                       const std::vector<std::string>& arguments)
{
    MYSQL* handle = connection_->handle.get();
    const Statement statement(mysql_stmt_init(handle), mysql_stmt_close);
    if (!statement) fail(handle);
    execute(statement.get(), sql, arguments);
    const Metadata metadata(mysql_stmt_result_metadata(statement.get()), mysql_free_result);
    if (!metadata) return {};

    const my_bool measured = 1;  // so that storing the result finds the longest value
    mysql_stmt_attr_set(statement.get(), STMT_ATTR_UPDATE_MAX_LENGTH, &measured);
    if (mysql_stmt_store_result(statement.get()) != 0) fail(statement.get());
    // Only after that: the lengths are known now.
    const Metadata described(mysql_stmt_result_metadata(statement.get()), mysql_free_result);
    const Columns columns(statement.get(), described.get());
    std::vector<Row> rows;
    for (;;) {
        const int state = mysql_stmt_fetch(statement.get());
        if (state == MYSQL_NO_DATA) return rows;
        if (state == MYSQL_DATA_TRUNCATED) throw MariaDbError(0, "a value was cut off");
        if (state != 0) fail(statement.get());
        rows.push_back(columns.row());
    }
}

}  // namespace bot::gateway
