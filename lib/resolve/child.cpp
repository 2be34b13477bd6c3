#include "child.hpp"

#include "core/spec.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

/// How often one call may run `system` before it counts as a loop of two managers' shims.
constexpr char k_max_hops = 2;

class Child {
public:
    Child(const Question& question, Decision& decision)
        : m_question(question), m_decision(decision) {}

    void prepare() {
        // The shim for Windows has no byte left for this.
        if (native::k_folder_variable != nullptr &&
            m_decision.decider->source >= Source::go_version && is_handed_over_gone()) {
            m_decision.error = Problem::handed_over_gone;
            m_decision.gone = get("GOROOT");
            return;
        }
        toolchain();
        if (m_decision.system) {
            leave_our_root();
            count_hop();
        } else {
            root();
            remove_if_set("GOVERN_HOPS");
            if (older_than(21)) {
                // Only Go 1.21 and newer remove these before they start another program.
                remove_if_set("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION");
                remove_if_set("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT");
            }
        }
        if (m_decision.decider->source == Source::argument) {
            char buffer[40];
            set("GOVERN_VERSION",
                m_decision.version.empty() // the system's Go, or a link
                    ? m_decision.decider->value
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
    /// True for a version before Go 1.MINOR; false for a link, whose version is not known.
    [[nodiscard]] bool older_than(std::uint32_t minor) const {
        return m_decision.version.major() == 1 && m_decision.version.minor() < minor;
    }

    /// An outer shim set a GOTOOLCHAIN that is equal to its marker: decide it again. Any other
    /// GOTOOLCHAIN is the user's and wins.
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
            set("GOROOT", m_decision.sdk); // These versions cannot find their own folder.
        } else {
            remove_if_set("GOROOT");
        }
    }

    /// `ci` and `env` hand GOROOT over, and the SDK's own folder comes first on PATH. Where a shim
    /// runs all the same and nothing pins by hand, the SDK was removed meanwhile.
    bool is_handed_over_gone() {
        const auto found = get("GOROOT");
        return is_of_this_home(found) &&
               sys::info(m_decision.arena.copy(found).data()).kind == sys::Info::Kind::absent;
    }

    bool is_of_this_home(const std::string_view& root) {
        const auto sdks = compose(m_decision.arena, "*/sdks", m_question.home);
        // `use` may name the home by a link; the shim names it by its own path. The shim for
        // Windows does not compare the two: it has no byte left for that.
        return !root.empty() &&
               (native::same_path(parent(root), sdks) ||
                (native::k_folder_variable != nullptr &&
                 sys::same_file(m_decision.arena.copy(parent(root)).data(), sdks.data())));
    }

    /// `system` keeps the user's GOROOT. One of our SDKs (`use` sets it) would break another go.
    void leave_our_root() {
        if (is_of_this_home(get("GOROOT"))) {
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
