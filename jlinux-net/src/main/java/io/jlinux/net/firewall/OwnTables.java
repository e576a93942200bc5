package io.jlinux.net.firewall;

import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.BatchException;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables of {@link Nat} and {@link Firewall} that are there, whoever made them: of this process, of others, and those that
 * a process left behind when it ended without closing them.
 *
 * <p>Their names are {@code jlinux-nat-NAME} and {@code jlinux-firewall-NAME}; their comment names the process. Kernels before
 * 5.10 keep no comments of tables: there, what a process left behind is not recognised, and {@code install} refuses its name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Tables</a>
 */
public final class OwnTables {
    private static final String NAT = "jlinux-nat-";
    private static final String FIREWALL = "jlinux-firewall-";

    private OwnTables() {}

    /** What a table is for. */
    public enum Purpose {
        NAT,
        FIREWALL
    }

    /**
     * A table.
     *
     * @param name as it was given to {@code install}
     * @param pid of the process that made it, as its own PID namespace knows it; 0 where it was detached
     * @param abandoned whether that process has ended, and nobody meant the table to stay
     * @param handle the kernel's number, {@link Table#handle}: another table of the name has another
     */
    public record Entry(TableName table, Purpose purpose, String name, long pid, boolean abandoned, long handle) {}

    static TableName table(Purpose purpose, String name) {
        return TableName.of(Family.INET, (purpose == Purpose.NAT ? NAT : FIREWALL) + name);
    }

    public static List<Entry> list(Nftables nft) throws LinuxException {
        List<Entry> entries = new ArrayList<>();
        for (Table t : nft.tables()) {
            Optional<Owner> owner = t.comment().flatMap(Owner::of);
            Optional<Purpose> purpose = purpose(t.name());
            if (owner.isEmpty() || purpose.isEmpty()) continue;
            String prefix = purpose.get() == Purpose.NAT ? NAT : FIREWALL;
            String name = t.name().name().substring(prefix.length());
            boolean abandoned = !owner.get().equals(Owner.NOBODY) && owner.get().isGone();
            entries.add(new Entry(t.name(), purpose.get(), name, owner.get().pid(), abandoned, t.handle()));
        }
        return entries;
    }

    private static Optional<Purpose> purpose(TableName table) {
        if (table.family() != Family.INET) return Optional.empty();
        if (table.name().startsWith(NAT)) return Optional.of(Purpose.NAT);
        return table.name().startsWith(FIREWALL) ? Optional.of(Purpose.FIREWALL) : Optional.empty();
    }

    /** Removes a table; false when it was gone already, also when somebody has made another of its name, which stays. */
    public static boolean remove(Nftables nft, Entry entry) throws LinuxException {
        try {
            nft.commit(new Batch().delete(read(entry)));
            return true;
        } catch (BatchException e) {
            if (e.errno() == Errno.ENOENT) return false;
            throw e;
        }
    }

    private static Table read(Entry entry) {
        return new Table(entry.table(), false, false, Optional.empty(), entry.handle(), 0);
    }

    /** Removes what processes have left behind that ended without closing it, and returns what that was. */
    public static List<Entry> removeAbandoned(Nftables nft) throws LinuxException {
        List<Entry> gone = new ArrayList<>();
        for (Entry e : list(nft)) {
            if (e.abandoned() && remove(nft, e)) gone.add(e);
        }
        return gone;
    }
}
