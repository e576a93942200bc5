/** What systemd's D-Bus interface looks like, for the D-Bus library. Internal. */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.systemd.bus;
