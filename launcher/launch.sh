#!/bin/sh
# Starts the bundle for one verb: launch.sh <verb>. Every composite action ends here.
# POSIX sh: Alpine job containers have no bash. On Windows it runs under the runner's bash.
# Inputs are in the environment, never on this command line. Ends in exec, so that a cancelled job's
# signals reach the verb itself. Whatever goes wrong here ends with 2: could not decide.
set -eu
trap 'exit 2' EXIT

needs='^24.15.0 or >=26'

refuse() {
  # A workflow command is one line: %0A is its line break.
  printf '::error title=%s::%s\n' "$1" "$2"
  exit 2
}

# Whether "$1" starts and is a release that satisfies $needs. A pre-release does not.
satisfies() {
  version=$("$1" -v 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  rest=${version#*.}
  minor=${rest%%.*}
  case "$version" in *.*.*.* | *[!0-9.]*) return 1 ;; *.*.*) ;; *) return 1 ;; esac
  case "$major" in '' | ?????*) return 1 ;; esac
  case "$minor" in '' | ?????*) return 1 ;; esac
  [ "$major" -ge 26 ] || { [ "$major" -eq 24 ] && [ "$minor" -ge 15 ]; }
}

# Sets $node to the first that satisfies: PATH, the runner's tool cache, the runner's own copy,
# which a job container sees as /__e and a self-hosted runner keeps beside its work folder.
find_node() {
  cache=$(printf '%s' "${RUNNER_TOOL_CACHE:-/nowhere}" | tr '\134' /)
  work=$(printf '%s' "${RUNNER_WORKSPACE:-/nowhere}" | tr '\134' /)
  externals=${work%/*/*}/externals
  for node in \
    "$(command -v node || :)" \
    "$cache"/node/*/*/bin/node "$cache"/node/*/*/node.exe \
    /__e/node24/bin/node /__e/node24_alpine/bin/node \
    "$externals"/node24/bin/node "$externals"/node24/bin/node.exe; do
    if [ -x "$node" ] && [ ! -d "$node" ] && satisfies "$node"; then return 0; fi
  done
  return 1
}

[ "$#" -eq 1 ] || refuse 'Custody: no verb' "The launcher takes exactly one verb, and was given $#."

case "$0" in */*) here=${0%/*} ;; *) here=. ;; esac
bundle=$here/../dist/index.js
[ -f "$bundle" ] || refuse 'Custody: incomplete copy' 'dist/index.js is missing beside the launcher. Use the action by a commit that holds dist/.'

find_node || refuse "Custody needs Node $needs" "No such Node on PATH, in the tool cache or in the runner's own folder. Add this step before:%0A- uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0%0A  with: { node-version: 24 }"

if [ -n "${HTTPS_PROXY:-${https_proxy:-${HTTP_PROXY:-${http_proxy:-}}}}" ]; then
  # Plain http is for this machine alone: what goes there must not go through a proxy.
  NODE_USE_ENV_PROXY=1
  NO_PROXY="${NO_PROXY:-${no_proxy:-}},localhost,127.0.0.1,::1,[::1]"
  no_proxy=$NO_PROXY
  export NODE_USE_ENV_PROXY NO_PROXY no_proxy
fi

# When exec fails, bash alone would leave with 127, past the trap; with -e it does so in spite of execfail.
set +e
if [ -n "${BASH_VERSION:-}" ]; then eval 'shopt -s execfail'; fi
exec "$node" "$bundle" "$1"
exit 2
