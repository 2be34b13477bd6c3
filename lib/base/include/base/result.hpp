#pragma once

#include "base/message.hpp"

#include <tl/expected.hpp>

namespace govern {

using Error = Message;

/// The result of every function below the CLI that can fail (except in the code the shim shares).
template <typename T> using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// `return fail(msg::home_read_only, {{"path", home}});`
[[nodiscard]] Failure fail(const MessageSpec& spec,
                           std::vector<std::pair<std::string_view, std::string>> facts = {});

} // namespace govern

#define GOVERN_CONCAT_(a, b) a##b
#define GOVERN_CONCAT(a, b) GOVERN_CONCAT_(a, b)

/// Returns the error of a Result<void> (or any Result whose value is not wanted).
#define GOVERN_TRY(expression)                                                                     \
    do {                                                                                           \
        if (auto govern_try = (expression); !govern_try) {                                         \
            return ::tl::unexpected(std::move(govern_try).error());                                \
        }                                                                                          \
    } while (false)

/// `GOVERN_TRY_ASSIGN(auto text, files.read(path));`
#define GOVERN_TRY_ASSIGN(target, expression)                                                      \
    auto GOVERN_CONCAT(govern_try_, __LINE__) = (expression);                                      \
    if (!GOVERN_CONCAT(govern_try_, __LINE__)) {                                                   \
        return ::tl::unexpected(std::move(GOVERN_CONCAT(govern_try_, __LINE__)).error());          \
    }                                                                                              \
    target = std::move(*GOVERN_CONCAT(govern_try_, __LINE__))
