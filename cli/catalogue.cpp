#include "cli/catalogue.hpp"

#include "advisories/messages.hpp"
#include "archive/messages.hpp"
#include "base/messages.hpp"
#include "binary/messages.hpp"
#include "ci/messages.hpp"
#include "cli/messages.hpp"
#include "config/messages.hpp"
#include "core/messages.hpp"
#include "net/messages.hpp"
#include "ops/doctor/messages.hpp"
#include "ops/like/messages.hpp"
#include "ops/messages.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/proof_by_rebuild/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/tool/messages.hpp"
#include "os/messages.hpp"
#include "os/space/messages.hpp"
#include "project/messages.hpp"
#include "resolve/messages.hpp"
#include "shell/messages.hpp"
#include "sources/messages.hpp"
#include "store/messages.hpp"
#include "trust/messages.hpp"

namespace govern::cli {

const std::vector<const MessageSpec*>& all_coded_messages() {
    static const auto all = [] {
        std::vector<const MessageSpec*> out;
        const auto add = [&out](const auto& table) {
            for (const auto* spec : table) {
                if (spec != nullptr && !spec->code.empty()) {
                    out.push_back(spec);
                }
            }
        };
        add(msg::k_common);
        add(msg::k_os);
        add(msg::k_space);
        add(msg::k_core);
        add(msg::k_binary);
        add(msg::k_resolve);
        add(msg::k_project);
        add(msg::k_net);
        add(msg::k_archive);
        add(msg::k_config);
        add(msg::k_shell);
        add(msg::k_ci);
        add(msg::k_trust);
        add(msg::k_sources);
        add(msg::k_store);
        add(msg::k_advisories);
        add(msg::k_ops);
        add(msg::k_like);
        add(msg::k_tool);
        add(msg::k_sdk);
        add(msg::k_doctor);
        add(msg::k_proof_by_rebuild);
        add(msg::k_mirror);
        add(msg::k_cli);
        return out;
    }();
    return all;
}

} // namespace govern::cli
