package io.jlinux.net.tc;

import io.jlinux.net.netlink.Attributes;

/**
 * An action of a kind, or with a verdict, that has no class here.
 *
 * @param kind as the kernel names it
 * @param options what is in its {@code TCA_ACT_OPTIONS}
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-actions.8.html">tc-actions(8), which names the kinds</a>
 */
public record OtherAction(String kind, Attributes options) implements Action {}
