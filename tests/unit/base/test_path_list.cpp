#include "base/path_list.hpp"

#include "support/catch.hpp"

using namespace govern;
using Strings = std::vector<std::string>;

TEST_CASE("A PATH falls into its entries, and is made of them again", "[path]") {
    CHECK(path::split_list("", false).empty());
    CHECK(path::split_list(":/a::/b:", false) == Strings{"", "/a", "", "/b", ""});
    CHECK(path::split_list("/a;\"/b:c\"", false) == Strings{"/a;\"/b", "c\""});
    CHECK(path::split_list("C:\\a;\"C:\\b;c\";;D:", true) ==
          Strings{"C:\\a", "\"C:\\b;c\"", "", "D:"});
    CHECK(path::split_list("C:\\\"a;b\"\\c;d", true) == Strings{"C:\\\"a;b\"\\c", "d"});
    CHECK(path::split_list("a;\"b;c", true) == Strings{"a", "\"b;c"}); // an open quote
    for (const auto* list : {":/a::/b:", "/a", ":", "/a:\"b;c\":"}) {
        CHECK(path::join_list(path::split_list(list, false), false) == list);
        CHECK(path::join_list(path::split_list(list, true), true) == list);
    }
}

TEST_CASE("The folders of a PATH have no quotes and are not empty", "[path]") {
    CHECK(path::folders_of_list("C:\\a;;\"C:\\b;c\";\"\";C:\\\"d;e\"\\f;", true) ==
          Strings{"C:\\a", "C:\\b;c", "C:\\d;e\\f"});
    CHECK(path::folders_of_list(":/a::\"/b\":", false) == Strings{"/a", "\"/b\""});
}
