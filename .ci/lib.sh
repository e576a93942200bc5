# Sourced by demo, verify and the VM's scripts: steps with their time, checks of what is installed, the cache.
# shellcheck shell=bash

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/jlinux

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' RED='' GREEN='' YELLOW='' PLAIN=''
fi

say() { printf '%s\n' "$*"; }
note() { printf '%s    %s%s\n' "$DIM" "$*" "$PLAIN"; }
fail() { printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
seconds() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# step TITLE COMMAND...: runs it quietly, with its time; shows its output only when it fails.
step() {
  local title=$1 log start status=0
  shift
  log=$(mktemp) start=$SECONDS
  printf '%s==>%s %s ' "$BOLD" "$PLAIN" "$title"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ $status = 0 ]; then
    printf '%s(%s)%s\n' "$DIM" "$(seconds $((SECONDS - start)))" "$PLAIN"
  else
    printf '%sfailed%s (exit %d, %s)\n' "$RED" "$PLAIN" "$status" "$(seconds $((SECONDS - start)))"
    tail -n 60 "$log" | sed 's/^/    /'
  fi
  rm -f "$log"
  return $status
}

java_major() { "$1" -version 2>&1 | sed -nE '1s/.*version "(1\.)?([0-9]+).*/\2/p'; }

# The java to use: of JAVA_HOME where that is set, else the one on the PATH, else the newest under /usr/lib/jvm; at least 17.
find_java() {
  local java major
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(command -v java)" /usr/lib/jvm/*/bin/java; do
    [ -x "$java" ] && [ -x "${java%/java}/javac" ] || [ -x "$(readlink -f "${java:-/nonexistent}" 2>/dev/null | sed 's/java$/javac/')" ] || continue
    major=$(java_major "$java")
    [ "${major:-0}" -ge 17 ] || continue
    JAVA=$java JAVA_MAJOR=$major
    return 0
  done
  return 1
}

maven_works() { have mvn && [ -n "$(printf '3.8\n%s\n' "$(mvn --version 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9.]+).*/\1/p')" | sort -VC && echo yes)" ]; }

apt_install() {
  [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -print -quit 2>/dev/null)" ] || apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" \
    || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
}

# need_packages PACKAGE...: installs them as root, else says how and fails.
need_packages() {
  [ $# = 0 ] && return 0
  if is_root && have apt-get; then
    step "install $*" apt_install "$@" || fail "apt-get could not install them"
    return 0
  fi
  say "Missing: $*. As root, run:"
  say "    apt-get update && apt-get install -y --no-install-recommends $*"
  return 1
}

# A JDK (>= 17) and Maven (>= 3.8).
need_build_tools() {
  local missing=()
  find_java || missing+=(openjdk-17-jdk-headless)
  maven_works || missing+=(maven)
  if [ ${#missing[@]} -gt 0 ] && [ "${missing[0]}" = openjdk-17-jdk-headless ] && have apt-cache \
    && ! apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
    missing[0]=default-jdk-headless # a later Debian has a later JDK
  fi
  need_packages ${missing[@]+"${missing[@]}"} || exit 1
  find_java || fail "no JDK of at least version 17 is to be found"
  maven_works || fail "Maven of at least version 3.8 is to be found by the name mvn"
}

# Where this user can build: TOP, or a private copy of it where TOP (or a target folder that root made) cannot be written.
build_where_writable() {
  if [ -w "$TOP" ] && [ -z "$(find "$TOP" -maxdepth 2 -name target ! -writable -print -quit)" ]; then return 0; fi
  local copy=$CACHE/build
  note "$TOP is not this user's to write: building a copy in $copy"
  mkdir -p "$copy"
  # Sources that went away must not stay; what was compiled before may.
  find "$copy" -mindepth 2 -maxdepth 2 -name src -exec rm -rf {} +
  tar -C "$TOP" --exclude=./.git --exclude=target -cf - . | tar -C "$copy" -xf -
  TOP=$copy
}

# The flag that lets code on the class path call native code without a warning.
native_access() { [ "$1" -lt 22 ] || echo --enable-native-access=ALL-UNNAMED; }
