/**
 * The kernel's constants and layouts of rtnetlink and of the generic families, by topic, and the names of their attributes.
 * Not exported.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.wire;
