#include "ops/choice/links.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "core/link_name.hpp"
#include "core/spec.hpp"
#include "ops/messages.hpp"
#include "os/messages.hpp"
#include "project/messages.hpp"
#include "resolve/choose.hpp"
#include "resolve/sys.hpp"
#include "store/home_place.hpp"
#include "store/messages.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace govern::ops {

namespace {

bool is_device(std::string_view name) {
    static constexpr std::string_view k_devices[] = {"con", "prn", "aux", "nul"};
    const bool numbered = name.size() == 4 && name[3] >= '1' && name[3] <= '9' &&
                          (name.starts_with("com") || name.starts_with("lpt"));
    return numbered ||
           std::find(std::begin(k_devices), std::end(k_devices), name) != std::end(k_devices);
}

/// `v2`, `go1`: a shortened version, for whoever reads it.
bool looks_like_version(std::string_view name) {
    const auto number = name.starts_with("go") ? name.substr(2) : name.substr(1);
    return (name[0] == 'v' || name.starts_with("go")) && !number.empty() && number[0] >= '0' &&
           number[0] <= '9';
}

/// Empty for a name that a link may have.
std::string fault_of_name(Context& context, const std::string& name) {
    if (!is_link_name(name)) {
        return "it is 2 to 32 letters a-z, digits, _ and -, with a letter first";
    }
    const auto spec = parse_spec(name).error;
    if (spec == SpecError::none || spec == SpecError::setup_go_alias || looks_like_version(name)) {
        return "it is a word for a version";
    }
    const auto shim = path::join(context.layout.shims(), name + std::string(path::k_exe_suffix));
    if (name == "go" || name == "gofmt" || name == "govern" || context.host.files.kind(shim)) {
        return "a shim has that name";
    }
    return is_device(name) ? "it is a device of Windows" : "";
}

std::string go_of(const std::string& goroot) {
    return path::join(path::join(goroot, "bin"), "go" + std::string(path::k_exe_suffix));
}

/// A shim would start the shim that starts it.
bool is_shim(const std::string& file) {
    const std::unique_ptr<resolve::Arena> arena(new resolve::Arena);
    return resolve::is_shim(file.c_str(), *arena);
}

/// msg::link_shared for what decides which program runs.
Result<void> require_private(const os::Files& files, const std::string& goroot) {
    const std::string places[] = {goroot,
                                  path::join(goroot, "bin"),
                                  go_of(goroot),
                                  path::join(goroot, "src"),
                                  path::join(goroot, "pkg"),
                                  path::join(path::join(goroot, "pkg"), "tool")};
    for (const auto& place : places) {
        const auto access = files.folder_access(place);
        if (access && (access->others_may_write || access->is_foreign())) {
            return fail(
                msg::link_shared,
                {{"who", access->is_foreign() ? access->owner : "other users"}, {"path", place}});
        }
    }
    return {};
}

/// The GOROOT by its own name: a link on the way could be led elsewhere.
Result<std::string> goroot_to_link(Context& context, const std::string& typed) {
    auto& files = context.host.files;
    const auto refuse = [&typed](const std::string& why) {
        return fail(msg::link_no_go, {{"path", typed}, {"why", why}});
    };
    if (typed.find_first_of("\r\n") != typed.npos) {
        return refuse("its name holds a line break");
    }
    auto real = files.canonical(typed);
    if (!real) {
        return real.error().is(msg::file_not_found) ? refuse("there is no such folder")
                                                    : Failure(std::move(real).error());
    }
    const auto go = go_of(*real);
    if (!resolve::sys::is_file(go.c_str())) {
        return refuse("it has no " + go.substr(real->size() + 1));
    }
    if (is_shim(go)) {
        return refuse(go + " is a shim of govern");
    }
    GOVERN_TRY(require_private(files, *real));
    return std::move(*real);
}

Result<store::Link> known_link(Context& context, const std::string& name) {
    if (auto link = context.store.link(name)) {
        return std::move(*link);
    }
    std::vector<std::string> names;
    for (const auto& link : context.store.links()) {
        names.push_back(link.name);
    }
    return fail(msg::no_such_link, {{"name", name},
                                    {"home", context.layout.home()},
                                    {"nearest", join(nearest(name, names), ", ")}});
}

} // namespace

Message unverified(const store::Link& link, const std::string& command) {
    return Message(msg::link_unverified)
        .with("name", link.name)
        .with("path", link.goroot)
        .with("command", command);
}

Result<void> refuse_link(Context& context, std::string_view word, const std::string& command) {
    const auto link = context.store.link(word);
    return link ? Failure(unverified(*link, command)) : Result<void>();
}

Result<void> require_usable(Context& context, const store::Link& link) {
    if (!resolve::sys::is_file(go_of(link.goroot).c_str())) {
        Message gone(msg::link_gone);
        gone.with("name", link.name).with("path", link.goroot);
        add_way_out_of_link(context, link.name, gone);
        return Failure(std::move(gone));
    }
    return require_private(context.host.files, link.goroot);
}

void add_way_out_of_link(Context& context, const std::string& name, Message& gone) {
    const auto standard = context.store.default_name().value_or(std::nullopt);
    const auto installed = context.store.installed().value_or(std::vector<SdkId>());
    const bool is_default = standard == name;
    gone.with("command", "govern unlink " + name + (is_default ? " --force" : ""));
    gone.with("instead", !is_default         ? ""
                         : installed.empty() ? "govern install latest --default"
                                             : "govern default latest");
}

Result<bool> add_link(Context& context, const LinkRequest& request, store::Link& link) {
    link = {request.name, request.goroot};
    if (auto why = fault_of_name(context, request.name); !why.empty()) {
        return fail(msg::bad_link_name, {{"name", request.name}, {"why", std::move(why)}});
    }
    GOVERN_TRY_ASSIGN(link.goroot, goroot_to_link(context, request.goroot));
    const auto there = context.store.link(request.name);
    if (there && there->goroot != link.goroot) {
        return fail(msg::link_exists, {{"name", there->name}, {"path", there->goroot}});
    }
    if (request.dry_run) {
        GOVERN_TRY(store::require_place(context.host.files, context.layout.home()));
    }
    if (!request.dry_run && !there) {
        GOVERN_TRY(context.store.require_writable());
        GOVERN_TRY(
            context.store.add_link(link, {store::ChangeKind::link, context.command, {}, {}, 0}));
    }
    return !there;
}

Result<UnlinkOutcome> remove_link(Context& context, const UnlinkRequest& request) {
    UnlinkOutcome out;
    GOVERN_TRY_ASSIGN(out.link, known_link(context, request.name));
    const auto allowed = [&]() -> Result<void> {
        GOVERN_TRY(known_link(context, request.name)); // another run may have removed it
        const auto current = context.store.default_name().value_or(std::nullopt);
        const auto sdks = context.store.installed().value_or(std::vector<SdkId>());
        out.cleared_default = current == request.name;
        return out.cleared_default && !request.force
                   ? fail(msg::link_is_default,
                          {{"name", request.name},
                           {"spec", sdks.empty() ? "SPEC" : spec_name(sdks.front().version)}})
                   : Result<void>();
    };
    GOVERN_TRY(allowed());
    if (!request.dry_run) {
        GOVERN_TRY(context.store.require_writable());
        GOVERN_TRY(context.store.remove_link(
            request.name, {store::ChangeKind::link, context.command, {}, {}, 0}, allowed));
    }
    return out;
}

Result<store::DefaultChange> change_default(Context& context, const store::Link& link,
                                            const store::ChangeNote& note) {
    GOVERN_TRY(context.store.require_writable());
    return context.store.set_default_link(link.name, note);
}

} // namespace govern::ops
