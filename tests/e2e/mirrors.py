"""What tests of mirrors share."""

from harness import native
from worlds import PLATFORM, WorldTest, file_url

LINUX, WINDOWS = "linux-amd64", "windows-amd64"
ELSEWHERE = "darwin-arm64"


class MirrorTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True, extra_files=300, extra_bytes=2_000_000)
        for platform in {LINUX, WINDOWS, ELSEWHERE} - {PLATFORM}:
            world.add("1.99.1", platform)
        world.add("1.98.2", PLATFORM, site=False)
        world.add("1.98.1", PLATFORM, site=False)
        world.add("1.97.3", PLATFORM, proxy=False, embedded=True)

    def setUp(self):
        super().setUp()
        self.mirror = self.home.scratch / "a mirror \u00fc"

    def of(self, version, platform=PLATFORM):
        return self.world[f"go{version}.{platform}"]

    def fill_mirror(self, *words, **options):
        return self.run_ok("mirror", native(self.mirror), *words, "--json", **options).json["result"]

    def check_mirror(self, code=0):
        return self.check(self.home.run("mirror", native(self.mirror), "--check", "--json"), code).json

    def module(self, version, platform=PLATFORM, extension="zip"):
        return self.mirror / "golang.org/toolchain/@v" / f"v0.0.1-go{version}.{platform}.{extension}"

    def sumdb(self, *names):
        return self.mirror.joinpath("sumdb", self.world.log.name, *names)

    def listed(self):
        return (self.mirror / "golang.org/toolchain/@v/list").read_text().split()

    def files(self):
        """All that is served, with its content."""
        return {str(path.relative_to(self.mirror)): path.read_bytes() for path in sorted(self.mirror.rglob("*"))
                if path.is_file() and ".govern" not in path.parts}

    def head_of(self, text):
        return int(text.split("go.sum database tree\n")[1].split("\n")[0])

    def asked(self, what):
        return [request.path for request in self.proxy.requests if what in request.path]

    def client(self, **environment):
        """Somebody else, who knows nothing but the mirror."""
        home = self.new_home()
        home.env.update(self.world.environment(native))
        home.env.update(environment)
        return home

    def assert_serves(self, *versions, goproxy=None, platform=PLATFORM):
        home = self.client(GOPROXY=goproxy or file_url(self.mirror))
        words = ["--offline"] if goproxy is None else []
        os_, arch = platform.split("-")
        for version in versions:
            self.check(home.run("install", version, "--os", os_, "--arch", arch, *words))
            self.assertTrue((home.sdks / f"go{version}.{platform}" / "VERSION").is_file())
        if platform == PLATFORM:
            self.check(home.run("verify", "--offline"))
