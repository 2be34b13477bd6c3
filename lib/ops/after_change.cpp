#include "ops/after_change.hpp"

#include "ops/look_up_go.hpp"

namespace govern::ops {

bool after_change(Context& context, const SdkId& id, Change change) {
    (void)id;
    (void)change;
    if (const auto warning = look_up_go(context.host, context.layout)) {
        context.host.reporter.warn(*warning);
    }
    return true;
}

} // namespace govern::ops
