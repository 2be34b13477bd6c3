#pragma once

#include "base/text.hpp"
#include "trust/tile.hpp"

#include <sodium.h>

#include <string>
#include <vector>

namespace govern::test {

/// A checksum database of a few hundred records with a key of its own, made the slow and obvious
/// way: every hash is computed from the records again.
class TinyLog {
public:
    explicit TinyLog(std::string name, unsigned char seed = 1) : m_name(std::move(name)) {
        std::string seed_bytes(crypto_sign_SEEDBYTES, static_cast<char>(seed));
        m_public.resize(crypto_sign_PUBLICKEYBYTES);
        m_secret.resize(crypto_sign_SECRETKEYBYTES);
        crypto_sign_seed_keypair(bytes(m_public), bytes(m_secret), bytes(seed_bytes));
    }

    [[nodiscard]] const std::string& name() const { return m_name; }
    /// `name+hash+key`.
    [[nodiscard]] std::string key() const {
        return m_name + '+' + to_hex(key_hash()) + '+' + to_base64('\x01' + m_public);
    }

    void add(const std::string& record) { m_records.push_back(record); }
    /// Records of a version for one platform.
    static std::string toolchain_record(const std::string& sdk, const std::string& h1) {
        const auto line = "golang.org/toolchain v0.0.1-" + sdk;
        return line + ' ' + h1 + '\n' + line +
               "/go.mod h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=\n";
    }
    void fill(std::size_t count) {
        while (m_records.size() < count) {
            add("example.com/filler v1." + std::to_string(m_records.size()) + ".0 h1:x\n");
        }
    }
    [[nodiscard]] std::size_t size() const { return m_records.size(); }

    [[nodiscard]] trust::Hash root(std::size_t first, std::size_t last) const {
        if (last - first == 0) {
            return crypto::sha256(std::string_view());
        }
        if (last - first == 1) {
            return trust::leaf_hash(m_records[first]);
        }
        std::size_t half = 1;
        while (half * 2 < last - first) {
            half *= 2;
        }
        return trust::node_hash(root(first, first + half), root(first + half, last));
    }

    [[nodiscard]] std::string head_text(std::size_t count) const {
        return "go.sum database tree\n" + std::to_string(count) + '\n' +
               to_base64(crypto::as_text(root(0, count))) + '\n';
    }
    [[nodiscard]] std::string sign(const std::string& text) const {
        std::string signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(bytes(signature), nullptr,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                             reinterpret_cast<const unsigned char*>(m_secret.data()));
        return text + "\n\xE2\x80\x94 " + m_name + ' ' + to_base64(key_hash() + signature) + '\n';
    }
    [[nodiscard]] std::string head(std::size_t count) const { return sign(head_text(count)); }
    [[nodiscard]] std::string lookup(std::size_t record, std::size_t count) const {
        return std::to_string(record) + '\n' + m_records[record] + '\n' + head(count);
    }
    /// The tile as it is in a tree of `count` records; nothing for one that is not there.
    [[nodiscard]] std::string tile(const trust::TileId& tile, std::size_t count) const {
        std::string out;
        const std::size_t span = std::size_t{1} << (8 * tile.level);
        for (std::size_t i = tile.index * 256; i < tile.index * 256 + tile.width; ++i) {
            if ((i + 1) * span > count) {
                return {};
            }
            const auto hash = root(i * span, (i + 1) * span);
            out += crypto::as_text(hash);
        }
        return out;
    }

private:
    static unsigned char* bytes(std::string& text) {
        return reinterpret_cast<unsigned char*>(text.data());
    }
    [[nodiscard]] std::string key_hash() const {
        const auto digest = crypto::sha256(m_name + "\n\x01" + m_public);
        return std::string(crypto::as_text(digest).substr(0, 4));
    }

    std::string m_name;
    std::string m_public;
    std::string m_secret;
    std::vector<std::string> m_records;
};

} // namespace govern::test
