#include "sdk/kept_archives.hpp"

#include "base/path.hpp"
#include "base/url.hpp"
#include "ops/sdk/messages.hpp"

namespace govern::ops {

bool is_kept(Context& context, const std::string& file_name) {
    const auto path = path::join(context.layout.downloads(), file_name);
    return context.host.files.kind(path).has_value();
}

bool has_kept_archive(Context& context, const SdkId& id) {
    return is_kept(context, official_archive_name(id)) ||
           is_kept(context, toolchain_module_version(id) + ".zip");
}

Result<void> leave_offline_offers(Context& context, const Spec& spec,
                                  std::vector<sources::Offer>& offers) {
    if (!context.offline) {
        return {};
    }
    std::erase_if(offers, [&](const auto& offer) {
        return !is_file_url(offer.url) && !is_kept(context, offer.file_name);
    });
    return offers.empty() ? fail(msg::offline_needs_source, {{"spec", spec_name(spec)}})
                          : Result<void>();
}

} // namespace govern::ops
