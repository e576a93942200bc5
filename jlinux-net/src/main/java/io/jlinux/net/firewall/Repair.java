package io.jlinux.net.firewall;

import io.jlinux.sys.LinuxException;
import java.util.Optional;

/**
 * A table was deleted or changed by others, such as a firewall that was loaded again, and was made anew.
 *
 * @param program which did it, where the kernel has told
 * @param error why it could not be made, or connections that began meanwhile not be forgotten; empty where all is as it should be
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), monitor</a>
 */
public record Repair(Optional<String> program, Optional<LinuxException> error) {}
