// Secrets at rest: what customers wrote of card keys, passwords and the like, sealed with
// AES-256-GCM under a data key of the conversation, which is itself sealed by the installation's
// key. Without its data key (storage/erasure.h drops it) nothing of a conversation can be opened
// again.
//
// The installation's key is the file `vault.key` in the data folder: 64 hexadecimal digits,
// readable by its owner only, made when the folder is first opened for writing. A Vault is
// immutable; any thread may use it. A sealed text is nonce (12 bytes), cipher text, tag (16 bytes).
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

class Vault {
public:
    // Reads the key file; `make`: makes it, durably, where there is none. Throws OpenError where it
    // is missing or is no key file, std::system_error where the disk fails.
    Vault(const std::filesystem::path& data_folder, bool make);
    ~Vault();  // wipes the key
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    // A new data key of that conversation, sealed.
    std::string new_data_key(std::string_view conversation) const;
    // Whether it was sealed by this installation's key.
    bool knows(std::string_view data_key, std::string_view conversation) const;

    // `place` is bound to the sealed text, which opens with the same one only. seal() throws
    // std::runtime_error where the data key is not this installation's.
    std::string seal(std::string_view data_key, std::string_view conversation,
                     std::string_view place, std::string_view secret) const;
    // Nothing where the key is another one or the sealed text was changed.
    std::optional<std::string> open(std::string_view data_key, std::string_view conversation,
                                    std::string_view place, std::string_view sealed) const;

    // What this installation says, so that others can see that it was not changed since: an Ed25519
    // signature, and the public key to check it with. Both in hex; the key never changes.
    std::string sign(std::string_view text) const;
    std::string public_key() const;
    // Safe for whatever stands in them; no key of an installation is needed.
    static bool is_signed(std::string_view text, std::string_view signature,
                          std::string_view public_key);

    static std::filesystem::path key_file(const std::filesystem::path& data_folder);

private:
    struct SigningKey;
    SigningKey signing_key() const;

    std::array<unsigned char, 32> key_{};
};

}  // namespace storage
