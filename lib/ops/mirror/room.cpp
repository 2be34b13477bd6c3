#include "mirror/room.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/mirror/messages.hpp"
#include "os/messages.hpp"

namespace govern::ops {

Error with_room(const Context& context, Error error, const Wanted& wanted) {
    if (!error.is(msg::no_space)) {
        return error;
    }
    auto place = wanted.folder;
    auto free = context.host.files.free_space(place);
    while (!free && path::parent(place).size() < place.size()) { // it is not there yet
        place = std::string(path::parent(place));
        free = context.host.files.free_space(place);
    }
    return Message(msg::no_room_for_copy)
        .with("action", std::string(error.fact("action")))
        .with("path", std::string(error.fact("path")))
        .with("reason", std::string(error.fact("reason")))
        .with("folder", wanted.folder)
        .with("free", free ? format_bytes(*free) : "")
        .with("name", wanted.bytes ? wanted.name : "")
        .with("needed", wanted.bytes ? format_bytes(*wanted.bytes) : "");
}

} // namespace govern::ops
