#include "child.hpp"

#include "core/spec.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

/// How often one call may fall to `system` before it is a loop of two managers' shims.
constexpr char k_max_hops = 2;

class Child {
public:
    Child(const Question& question, Decision& decision)
        : m_question(question), m_decision(decision) {}

    void prepare() {
        toolchain();
        if (m_decision.system) {
            leave_our_root();
            count_hop();
        } else {
            root();
            remove_if_set("GOVERN_HOPS");
            if (older_than(21)) {
                // Only Go 1.21 and newer take these away before they start something themselves.
                remove_if_set("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION");
                remove_if_set("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT");
            }
        }
        if (m_decision.decider->source == Source::argument) {
            char buffer[40];
            set("GOVERN_VERSION",
                m_decision.system ? std::string_view("system")
                                  : m_decision.arena.copy(spec_text(m_decision.version, buffer)));
        }
    }

private:
    std::string_view get(const char* name) {
        return m_question.variables.get(m_question.variables.context, name, m_decision.arena);
    }
    void change(const Change& change) { m_decision.changes[m_decision.change_count++] = change; }
    void set(const char* name, const std::string_view& value) {
        if (get(name) != value) {
            change({name, value, true});
        }
    }
    void remove_if_set(const char* name) {
        if (!get(name).empty()) {
            change({name, {}, false});
        }
    }
    /// Whether it is of a line before Go 1.MINOR.
    [[nodiscard]] bool older_than(std::uint32_t minor) const {
        return m_decision.version.major() <= 1 && m_decision.version.minor() < minor;
    }

    /// A GOTOOLCHAIN equal to its marker was set by an outer shim and is decided anew; any other
    /// is the user's and wins.
    void toolchain() {
        const auto found = get("GOTOOLCHAIN");
        const auto marker = get("GOVERN_GOTOOLCHAIN");
        const bool ours = !marker.empty() && found == marker;
        if (m_decision.pinned && !m_decision.system && (found.empty() || ours)) {
            set("GOTOOLCHAIN", "local");
            set("GOVERN_GOTOOLCHAIN", "local");
            return;
        }
        if (ours) {
            remove_if_set("GOTOOLCHAIN");
        }
        remove_if_set("GOVERN_GOTOOLCHAIN");
    }

    void root() {
        if (native::same_path(get("GOROOT"), m_decision.sdk)) {
            return;
        }
        if (older_than(9)) {
            set("GOROOT", m_decision.sdk); // These cannot find themselves.
        } else {
            remove_if_set("GOROOT");
        }
    }

    /// `system` keeps the user's GOROOT, but one of our SDKs (`use` sets it) breaks another go.
    void leave_our_root() {
        const auto found = get("GOROOT");
        const auto sdks = compose(m_decision.arena, "*/sdks", m_question.home);
        // `use` names the home as it was given, which may be a link, the shim as it found itself.
        // Not on Windows, whose shim has no byte left for it.
        if (!found.empty() &&
            (native::same_path(parent(found), sdks) ||
             (native::k_folder_variable != nullptr &&
              sys::same_file(m_decision.arena.copy(parent(found)).data(), sdks.data())))) {
            remove_if_set("GOROOT");
        }
    }

    /// GOVERN_HOPS is the count, then the programs, as in PATH: `1:/usr/bin/go`.
    void count_hop() {
        const auto found = get("GOVERN_HOPS");
        const bool counted = !found.empty() && found[0] >= '0' && found[0] <= '9';
        const char count = counted ? found[0] : '0';
        auto& arena = m_decision.arena;
        const auto programs =
            compose(arena, "***", slice(found, 1), std::string_view(&native::k_list_separator, 1),
                    m_decision.program);
        if (count > '0' + k_max_hops) {
            m_decision.error = Problem::loop;
            m_decision.hops = slice(programs, 1);
            return;
        }
        const char next = static_cast<char>(count + 1);
        set("GOVERN_HOPS", compose(arena, "**", std::string_view(&next, 1), programs));
    }

    const Question& m_question;
    Decision& m_decision;
};

} // namespace

void prepare_child(const Question& question, Decision& decision) {
    Child(question, decision).prepare();
}

} // namespace govern::resolve
