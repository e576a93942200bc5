# Sourced by podman-check and ctr-check: a temporary place, an image made of busybox, checks and how they are told.
# shellcheck shell=bash

# Seconds that one call of an engine may take; emulated machines need more.
LIMIT=${ENGINES_LIMIT:-60}
# no test of the repository must take it for its own
export NAME=engines

is_root() { [ "$(id -u)" = 0 ]; }
has_v2() { [ -e /sys/fs/cgroup/cgroup.controllers ]; }
# An ordinary user is given no cgroups of v1, and none by podman 4.3 but through systemd.
has_cgroups() { is_root || { has_v2 && [ "${ENGINES_CGROUPS:-}" = systemd ]; }; }
have() { command -v "$1" >/dev/null 2>&1; }
die() { echo "${0##*/}: $*" >&2; exit 2; }

# enclose ARGUMENT...: runs this script again with T, a directory of its own, and removes that and the cgroups afterwards. As root it runs
# in a mount and a pid namespace with a /run, a /var/lib and a /dev/shm of its own, so that no mount, process, lock or socket of an engine outlives it.
# With ENGINES_ROOTLESS=1 it goes on in there as an ordinary user with subordinate ids, whom nobody knows outside.
enclose() {
  [ -z "${T:-}" ] || return 0
  local status=0 wrap=()
  T=$(mktemp -d "${TMPDIR:-/tmp}/$NAME.XXXXXX")
  export T
  chmod 755 "$T"
  trap 'exit 130' INT TERM
  trap 'unclose' EXIT
  export -f own_places as_user
  if is_root; then
    wrap=(unshare --mount --propagation private --pid --fork --kill-child --mount-proc
      bash -c 'own_places || exit 2; [ -n "${ENGINES_ROOTLESS:-}" ] || exec "$0" "$@"; as_user "$0" "$@"')
  fi
  ${wrap[@]+"${wrap[@]}"} "$0" "$@" || status=$?
  exit "$status"
}

own_places() { mount -t tmpfs -o mode=755 tmpfs /run && mount -t tmpfs -o mode=755 tmpfs /var/lib && mount -t tmpfs -o mode=1777 tmpfs /dev/shm; }

# as_user COMMAND...: as one who is only in this mount namespace's /etc. newuidmap looks there too.
as_user() {
  local id=31415 etc=/run/etc
  mkdir -p $etc/upper $etc/work "$T/home" /run/user/$id
  mount -t overlay -o "lowerdir=/etc,upperdir=$etc/upper,workdir=$etc/work" overlay /etc || exit 2
  echo "$NAME:x:$id:$id::$T/home:/bin/sh" >>/etc/passwd
  echo "$NAME:x:$id:" >>/etc/group
  echo "$NAME:1000000:65536" >/etc/subuid
  echo "$NAME:1000000:65536" >/etc/subgid
  chown $id:$id "$T" "$T/home" /run/user/$id
  chmod 700 /run/user/$id
  exec setpriv --reuid=$id --regid=$id --clear-groups env HOME="$T/home" USER="$NAME" LOGNAME="$NAME" XDG_RUNTIME_DIR=/run/user/$id "$@"
}

unclose() {
  trap - EXIT
  local group
  if is_root; then
    for _ in 1 2 3 4 5; do
      find /sys/fs/cgroup -depth -type d -path "*/${T##*/}*" -exec rmdir {} + 2>/dev/null
      group=$(find /sys/fs/cgroup -type d -path "*/${T##*/}*" -print -quit 2>/dev/null)
      [ -n "$group" ] || break
      sleep 0.3
    done
    [ -z "$group" ] || echo "# left behind: $group"
  fi
  # rootless storage has files of subordinate ids
  rm -rf --one-file-system "$T" 2>/dev/null || { have podman && podman unshare rm -rf "$T"; }
}

# rootfs DIR: busybox with its applets, two users, a program that is none.
rootfs() {
  local applet
  mkdir -p "$1"/{bin,dev,etc,proc,sys,tmp,root,home/guest,var/tmp}
  chmod 1777 "$1/tmp" "$1/var/tmp"
  cp "$(command -v busybox)" "$1/bin/busybox"
  for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"; done
  printf 'root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000:guest:/home/guest:/bin/sh\n' >"$1/etc/passwd"
  printf 'root:x:0:\nguest:x:1000:\nextra:x:2000:guest\n' >"$1/etc/group"
  echo no program >"$1/etc/plain"
  printf '#!/bin/sh\nexec sleep 100000\n' >"$1/bin/pause" # of a pod's first container
  chmod 755 "$1/bin/pause"
}

# ---- what a check says ----------------------------------------------------------------------------------------------------------

want() { [ "$1" = "$2" ] || { echo "'$2', not '$1'"; return 1; }; }
want_match() { case $2 in $1) ;; *) echo "'$2', not like '$1'"; return 1 ;; esac; }

# code CODE COMMAND...
code() {
  local want=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" = "$want" ] || { echo "exit code $got, not $want"; return 1; }
}
refused() { ! "$@" || { echo "not refused: $*"; return 1; }; }

# eventually COMMAND...: until it succeeds, for LIMIT seconds.
eventually() {
  local end=$((SECONDS + LIMIT))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "never: $*"; return 1; }
    sleep 0.1
  done
}

grown() { test "$(wc -c <"$1")" -gt "$2"; }

# terminal COMMAND...: on a terminal of its own, 31 x 101, with the stdin of this call typed on it; prints what appears.
terminal() {
  local line
  printf -v line '%q ' "$@"
  script -qefc "stty rows 31 cols 101; exec $line" /dev/null | tr -d '\r'
}

# in_time COMMAND...: for LIMIT seconds at most; of one that does not end, what it and all others here were waiting for then is told on stderr.
in_time() {
  local status=0
  timeout --foreground -k 5 "$LIMIT" "$@" || status=$?
  [ $status != 124 ] || { ps -eLo pid,ppid,etimes,stat,wchan:24,comm:18,args --width 160; echo "not ended after $LIMIT s: $*"; } >&2
  return $status
}

# ---- limits, where the kernel has them --------------------------------------------------------------------------------------------

# limit PID CONTROLLER V2_FILE V1_FILE
limit() {
  local path
  if has_v2; then
    path=$(sed -n 's/^0:://p' "/proc/$1/cgroup")
    cat "/sys/fs/cgroup$path/$3"
  else
    path=$(awk -F: -v c="$2" '{ n = split($2, a, ","); for (i = 1; i <= n; i++) if (a[i] == c) print $3 }' "/proc/$1/cgroup")
    cat "/sys/fs/cgroup/$2$path/$4"
  fi
}

# cpu_limit PID: quota and period in microseconds
cpu_limit() {
  if has_v2; then limit "$1" cpu cpu.max -; else
    echo "$(limit "$1" cpu - cpu.cfs_quota_us) $(limit "$1" cpu - cpu.cfs_period_us)"
  fi
}

# What the kernel makes of shares: as such, or as a weight of one of the two formulas that runtimes use.
shares_are() {
  local is
  is=$(limit "$1" cpu cpu.weight cpu.shares)
  case " $2 " in *" $is "*) ;; *) echo "'$is', none of '$2'"; return 1 ;; esac
}

status_of() { sed -n "s/^$2:\t//p" "/proc/$1/status"; }
namespace() { readlink "/proc/$1/ns/$2"; }
parent() { awk '/^PPid/ { print $2 }' "/proc/$1/status"; }

# ---- running them ---------------------------------------------------------------------------------------------------------------

# Lines of TAP: ok N - NAME: WHAT (seconds) / not ok N - NAME: WHAT # the last that it said / ok N - NAME: WHAT # SKIP reason
N=0 BAD=0
# While it is set, checks are of this group: asked for by its name too, and nothing is cleared away between them.
TOGETHER=''
# check NAME WHAT [cgroups]: the last for what needs them
check() {
  local name=$1 what=$2 status start end
  [ ${#ONLY[@]} = 0 ] || case " ${ONLY[*]} " in *" $name "* | *" ${TOGETHER:-$name} "*) ;; *) return 0 ;; esac
  N=$((N + 1))
  [ "${3:-}" != cgroups ] || has_cgroups || { printf 'ok %d - %s: %s # SKIP without root there are cgroups through systemd alone, of v2\n' $N "$name" "$what"; return 0; }
  start=${EPOCHREALTIME/[.,]/}
  set +e
  (
    set -eu
    "check_$name"
  ) >"$T/check.log" 2>&1 </dev/null
  status=$?
  [ -n "$TOGETHER" ] || clean_after >>"$T/clean.log" 2>&1
  end=${EPOCHREALTIME/[.,]/}
  if [ $status = 0 ]; then
    printf 'ok %d - %s: %s (%d.%d s)\n' $N "$name" "$what" $(((end - start) / 1000000)) $(((end - start) / 100000 % 10))
  else
    BAD=$((BAD + 1))
    printf 'not ok %d - %s: %s # %s\n' $N "$name" "$what" "$(grep -v '^$' "$T/check.log" | tail -n 1 | tr -d '#\r' | cut -c -300)"
    [ -z "${VERBOSE:-}" ] || sed 's/^/# /' "$T/check.log"
  fi
}

finish() {
  echo "1..$N"
  [ $BAD = 0 ]
}
