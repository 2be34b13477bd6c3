#pragma once

#include "core/spec.hpp"
#include "sources/source.hpp"

#include <map>
#include <string>

namespace govern::sources {

struct NewestFirst {
    bool operator()(const Version& a, const Version& b) const { return a > b; }
};
/// Every release some list knows; false if it is known not to be there for the platform.
using Known = std::map<Version, bool, NewestFirst>;

/// Adds the releases of the embedded list.
void add_embedded(Known& known, const Platform& platform);
/// A complete list says what is not there; a module proxy's list only says what is.
void add_catalogue(Known& known, const Catalogue& catalogue);

/// A SPEC in words: `go1.22.5`, `Go 1.22`.
[[nodiscard]] std::string wanted_text(const Spec& spec);

} // namespace govern::sources
