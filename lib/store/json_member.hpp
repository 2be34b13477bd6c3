#pragma once

#include <string>

namespace govern::store {

/// A text of a JSON object; empty where the member is absent or of another kind.
template <typename Json>
[[nodiscard]] std::string text_member(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->template get<std::string>()
                                                       : std::string();
}

} // namespace govern::store
