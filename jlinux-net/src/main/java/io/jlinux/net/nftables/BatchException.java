package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;
import java.util.List;

/**
 * The kernel refused a batch, and has done nothing of it. The message is that of the first change it refused; {@link
 * #failures} has all of them.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html#ext-ack">Extended ACK</a>
 */
public final class BatchException extends NetlinkException {
    private static final long serialVersionUID = 1L;

    /** Each with the place of its change in the batch, from 0 on. */
    private final List<Failure> failures;

    /**
     * A change that was refused.
     *
     * @param index its place in the batch, from 0 on
     * @param error what it was, and of which table, chain, rule or set
     */
    public record Failure(int index, NetlinkException error) implements java.io.Serializable {}

    BatchException(List<Failure> failures, int size) {
        super(
                first(failures).operation(),
                first(failures).target(),
                first(failures).rawErrno(),
                detail(failures, size),
                first(failures).hint(),
                first(failures).attribute().orElse(null));
        this.failures = List.copyOf(failures);
    }

    private static NetlinkException first(List<Failure> failures) {
        return failures.get(0).error();
    }

    private static String detail(List<Failure> failures, int size) {
        String own = first(failures).detail();
        String place =
                "message " + (failures.get(0).index() + 1) + " of " + size + " of a batch, none of which was done";
        return own == null || own.isEmpty() ? place : own + "; " + place;
    }

    /** All that was refused, in the order of the batch. */
    public List<Failure> failures() {
        return failures;
    }
}
