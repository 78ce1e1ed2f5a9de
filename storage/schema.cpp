#include "storage/schema.h"

namespace storage {

const std::vector<std::string_view>& migrations()
{
    static const std::vector<std::string_view> all = {
        R"sql(
CREATE TABLE events (
    position     INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    turn         INTEGER NOT NULL,
    seq          INTEGER,
    type         TEXT NOT NULL,
    sender       TEXT NOT NULL,
    cmid         TEXT NOT NULL DEFAULT '',
    at           INTEGER NOT NULL,
    payload      TEXT NOT NULL
);
CREATE INDEX events_of_conversation ON events (conversation, position);
CREATE UNIQUE INDEX events_seq ON events (conversation, seq) WHERE seq IS NOT NULL;
CREATE UNIQUE INDEX events_cmid ON events (conversation, sender, cmid) WHERE cmid <> '';

CREATE TABLE conversations (
    id         TEXT PRIMARY KEY,
    visitor    TEXT NOT NULL,
    channel    TEXT NOT NULL,
    pack       TEXT NOT NULL,
    closed     INTEGER NOT NULL,
    opened_at  INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    state      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_of_visitor ON conversations (visitor, id);
CREATE INDEX conversations_running ON conversations (id) WHERE closed = 0;

CREATE TABLE tickets (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    kind         TEXT NOT NULL,
    queue        TEXT NOT NULL,
    priority     TEXT NOT NULL,
    state        TEXT NOT NULL,
    opened_at    INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    summary      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tickets_by_state ON tickets (state, due_at);

CREATE TABLE blobs (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    uploader     TEXT NOT NULL,
    created_at   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE visitors (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user       TEXT NOT NULL DEFAULT '',
    name       TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX visitors_by_user ON visitors (user) WHERE user <> '';

CREATE TABLE agents (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    agent      TEXT NOT NULL REFERENCES agents (id),
    csrf       TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE orders (
    order_no   TEXT PRIMARY KEY,
    canonical  TEXT NOT NULL,
    phone      TEXT NOT NULL DEFAULT '',
    email      TEXT NOT NULL DEFAULT '',
    pay_ref    TEXT NOT NULL DEFAULT '',
    version    INTEGER NOT NULL,
    body       TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX orders_by_canonical ON orders (canonical);
CREATE INDEX orders_by_phone ON orders (phone) WHERE phone <> '';
CREATE INDEX orders_by_email ON orders (email) WHERE email <> '';
CREATE INDEX orders_by_pay_ref ON orders (pay_ref) WHERE pay_ref <> '';

CREATE TABLE order_actions (
    key      TEXT PRIMARY KEY,
    request  TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    data     TEXT NOT NULL,
    at       INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
        R"sql(
CREATE TABLE pictures (
    sha256    TEXT PRIMARY KEY,
    width     INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    blank     INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    signature BLOB NOT NULL,
    software  TEXT NOT NULL
);
CREATE INDEX blobs_by_sha256 ON blobs (sha256);
)sql",
        R"sql(
CREATE TABLE key_reports (
    product  TEXT NOT NULL,
    customer TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (product, customer)
) WITHOUT ROWID;
)sql",
        R"sql(
CREATE TABLE picture_copies (
    blob    TEXT NOT NULL,
    earlier TEXT NOT NULL,
    PRIMARY KEY (blob, earlier)
) WITHOUT ROWID;
)sql",
        // Secrets that customers wrote, sealed (storage/vault.h); message and place: whose cmid it
        // has, and where in it the secret stands.
        R"sql(
CREATE TABLE data_keys (
    conversation TEXT PRIMARY KEY,
    sealed       BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE secrets (
    conversation TEXT NOT NULL,
    message      TEXT NOT NULL,
    place        TEXT NOT NULL,
    sealed       BLOB NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (conversation, message, place)
) WITHOUT ROWID;
)sql",
        R"sql(
CREATE TABLE identity_nonces (
    digest     TEXT PRIMARY KEY,
    network    TEXT NOT NULL,
    used_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_nonces_expiring ON identity_nonces (expires_at);
)sql",
        // The chain of evidence (storage/chain.h). Events of before have no link; `content` stands
        // by itself once the payload is erased, and until then follows from salt and payload.
        R"sql(
ALTER TABLE events ADD COLUMN salt TEXT;
ALTER TABLE events ADD COLUMN content TEXT;
ALTER TABLE events ADD COLUMN link TEXT;
)sql",
        // Actions that were sent to an order gateway (storage/sent_actions.h).
        R"sql(
CREATE TABLE sent_actions (
    key     TEXT PRIMARY KEY,
    action  TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    outcome TEXT,
    data    TEXT
) WITHOUT ROWID;
)sql",
        // When what could go was erased (storage/erasure.h); 0: never.
        R"sql(
ALTER TABLE conversations ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blobs ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversations_settled ON conversations (updated_at) WHERE closed = 1 AND erased_at = 0;
CREATE INDEX blobs_of_conversation ON blobs (conversation);
)sql",
    };
    return all;
}

}  // namespace storage
