#include "resolve/explain.hpp"

#include "resolve/describe.hpp"

#include <string>

namespace govern::resolve {

govern::Error to_error(Decision& decision) {
    return message_about(decision, message_of(decision.error));
}

Message message_about(Decision& decision, const MessageSpec& spec) {
    Facts facts;
    describe(decision, facts);
    Message out(spec);
    for (std::size_t i = 0; i < facts.count; i++) {
        out.with(facts.facts[i].key, std::string(facts.facts[i].value));
    }
    return out;
}

Variables variables_of(const os::Environment& environment) {
    const auto get = [](const void* context, const char* name, Arena& arena) {
        const auto value = static_cast<const os::Environment*>(context)->get(name);
        return value ? arena.copy(*value) : std::string_view();
    };
    return {get, &environment};
}

} // namespace govern::resolve
