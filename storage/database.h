// The shop's database: one SQLite file in the data folder, brought to the newest schema when it is
// opened for writing.
//
// One server writes to a data folder at a time (a lock file says so). Any number may read beside
// it, and a command may change a few rows beside it. Each connection() is for one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "intents/problem.h"

namespace SQLite {
class Database;
}

namespace storage {

// The data folder cannot be used: what is wrong and what to do, for the operator.
class OpenError : public std::runtime_error {
public:
    explicit OpenError(intents::Message message)
        : std::runtime_error(message.english), message_(std::move(message))
    {
    }
    const intents::Message& message() const { return message_; }

private:
    intents::Message message_;
};

enum class Access {
    write,   // the server's: alone, and brings the schema up to date
    beside,  // a command's: a few rows, while a server may be running
    read
};

class Database {
public:
    // Creates the folder and the file where they are missing (write). Throws OpenError.
    Database(const std::filesystem::path& data_folder, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    Access access() const { return access_; }

    // A new connection of the kind this database was opened for. WAL, synchronous=FULL.
    std::unique_ptr<SQLite::Database> connect() const;
    // A new connection that only reads.
    std::unique_ptr<SQLite::Database> connect_reading() const;

private:
    void lock();
    std::unique_ptr<SQLite::Database> open(bool writable) const;

    std::filesystem::path folder_;
    Access access_;
    int lock_file_ = -1;
};

}  // namespace storage
