class Govern < Formula
  desc "Go toolchain version manager"
  homepage "@URL@"
  url "@URL@/govern-@VERSION@-linux-amd64.tar.gz"
  version "@VERSION@"
  sha256 "@SHA256_LINUX_AMD64@"
  license "@LICENSE@"

  depends_on arch: :x86_64
  depends_on :linux

  def install
    bin.install "govern", "govern-shim"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/govern.bash" => "govern"
    zsh_completion.install "completions/_govern"
    fish_completion.install "completions/govern.fish"
    prefix.install "LICENSE.txt", "NOTICES.txt"
  end

  def caveats
    <<~TEXT
      Type once, and after each `brew upgrade govern`:
        #{opt_bin}/govern setup
      It puts the shims of go and gofmt, and a copy of govern, into your home and on your PATH.
      `govern setup --undo` takes it back; do that before `brew uninstall govern`.
    TEXT
  end

  test do
    assert_match "govern #{version}", shell_output("#{bin}/govern --version")
  end
end
