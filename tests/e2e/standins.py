"""SDKs that can build their own programs: their go is tests/helpers/fake_builder.c. What that makes of a source is known here
too, so that an SDK can be genuine, or changed in every way that `verify --rebuild` must find."""

FLAGS = "-trimpath -ldflags=-w -gcflags=cmd/...=-dwarf=false"
TOOLS = ("asm", "compile", "link")
WITH_LINE = r'"module bootstrap\n\ngo "+modVer+"\n"'
BARE = '"module bootstrap"'


def dist(flags=FLAGS, stub=WITH_LINE):
    """As much of src/cmd/dist/build.go as says how programs are built."""
    return f"""package main

func xinit() {{
	modVer := goModVersion()
	workdir = xworkdir()
	if err := os.WriteFile(pathf("%s/go.mod", workdir), []byte({stub}), 0666); err != nil {{
		fatalf("cannot write stub go.mod: %s", err)
	}}
}}

func toolenv() []string {{
	var env []string
	if !mustLinkExternal(goos, goarch, false) {{
		env = append(env, "CGO_ENABLED=0")
	}}
	if isRelease {{
		env = append(env, "GOFLAGS={flags}")
	}}
	return env
}}
""".encode()


def place(sdk, name):
    """Where the program of cmd/NAME lies."""
    folder = "bin" if name in ("go", "gofmt") else f"pkg/tool/{sdk.goos}_{sdk.goarch}"
    return f"{folder}/{name}" + (".exe" if sdk.goos == "windows" else "")


def program(sdk, name, flags=FLAGS, go_mod="module bootstrap\n\ngo 1.99\n"):
    """What fake_builder makes of the source of cmd/NAME."""
    settings = {"GOOS": sdk.goos, "GOARCH": sdk.goarch, "CGO_ENABLED": "0", "GOFLAGS": flags, "GOENV": "off", "GOWORK": "off",
                "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOROOT": "", "GODEBUG": "", "GOEXPERIMENT": "", "GOAMD64": ""}
    text = "a program\n" + "".join(f"{key}={value}\n" for key, value in settings.items()) + f"go.mod={go_mod}\n"
    return text.encode() + sdk.files[f"src/cmd/{name}/main.go"]


def furnish(sdk, go_mod="module bootstrap\n\ngo 1.99\n", **dist_options):
    """Gives an SDK sources and the programs that follow from them; its go is a fake_builder already."""
    sdk.files["src/cmd/dist/build.go"] = dist(**dist_options)
    for name in ("go", "gofmt", *TOOLS):
        sdk.files[f"src/cmd/{name}/main.go"] = f"package main // {name}\n".encode()
        if name != "go":
            sdk.files[place(sdk, name)] = program(sdk, name, go_mod=go_mod)
    return sdk
