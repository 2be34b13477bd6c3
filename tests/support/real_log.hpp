#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace govern::test {

/// A recorded answer of sum.golang.org (tests/data/sumdb).
inline std::string real_log(const std::string& file) {
    std::ifstream in(GOVERN_TEST_DATA "/sumdb/" + file, std::ios::binary);
    if (!in) {
        throw std::runtime_error("no " + file);
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

struct RealLookup {
    std::string file;
    std::string sdk;
    std::uint64_t record;
    std::uint64_t size;
    std::string leaf_hex;
    std::string h1;
};
inline std::vector<RealLookup> real_lookups() {
    const std::string folder = "lookup/golang.org/toolchain@v0.0.1-";
    return {{folder + "go1.16.4.linux-amd64", "go1.16.4.linux-amd64", 17580755, 71848828,
             "87a11c21226933d326013205dc76d8da0cb4d4ac2ac771ec8a9741411b23a7c6",
             "h1:wfsJWWQlOzNOgn03Ox7W7Ue85nP4n9VMpZZ0Ic9fdww="},
            {folder + "go1.22.5.linux-amd64", "go1.22.5.linux-amd64", 27869929, 66398721,
             "f8a7974f7f7d4455cad4cc2e457ae6b9ae25ab48a3674b97ad9f90ee2dc13f71",
             "h1:LQChnsjY/4sr12W+7pci1Qg1+X/n7vmLOOaq2aTBG0w="},
            {folder + "go1.26.10.windows-amd64", "go1.26.10.windows-amd64", 69477999, 71610150,
             "b53821be994c5365c8cc29cbd982c24615303f2e6d7a86880c846af171e855d2",
             "h1:ZCie1G8rYCijtritoBcOAGoxxCrhTVDHTvM423D7b/o="},
            {"lookup_toolchain_go1.21.9.linux-amd64.txt", "go1.21.9.linux-amd64", 24929362,
             28905453, "", "h1:rRL9rPpsjKfpdDFcppvNgw1/dynUMrpDcTxdIwtyFR0="}};
}

} // namespace govern::test
