package io.jlinux.net.nftables;

import io.jlinux.net.Network;
import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.Decoder;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Reply;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftNames;
import io.jlinux.net.wire.NftObjAttr;
import io.jlinux.net.wire.NftRuleAttr;
import io.jlinux.net.wire.NftSetAttr;
import io.jlinux.net.wire.NftSetElemListAttr;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The ruleset of one network namespace, over one nfnetlink socket that is held open. Thread-safe: one call after the other.
 *
 * <p>Changes go by a {@link Batch}, whole or not at all. Lists are consistent each in itself; {@link #ruleset} is as a whole.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public final class Nftables implements AutoCloseable {
    /** How often a batch is tried that nothing was wrong with, and a snapshot during which something changed. */
    public static final int ATTEMPTS = 5;

    /** How often a set is read while the kernel makes its table larger. */
    public static final int ELEMENT_ATTEMPTS = 20;

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final String LIST_ELEMENTS = "list elements of";

    private final NetlinkSocket socket;

    private Nftables(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** In the namespace that the calling thread is in; it stays that one when the thread goes elsewhere. */
    public static Nftables current() throws LinuxException {
        return new Nftables(NetlinkSocket.open(NetlinkProtocol.NETFILTER));
    }

    /**
     * In a namespace. The handle may be closed afterwards.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over the namespace
     */
    public static Nftables in(NamespaceHandle namespace) throws LinuxException {
        return new Nftables(NetlinkSocket.open(NetlinkProtocol.NETFILTER, Network.requireNetwork(namespace)));
    }

    /**
     * Makes all changes of the batch, or none. Tried again where the kernel was only busy with something else.
     *
     * @throws BatchException what the kernel refused, with the attribute's name and its text; {@code EPERM} without {@code
     *     CAP_NET_ADMIN} over the namespace. Nothing was done
     * @throws NetlinkException {@code ENOBUFS}, {@code ETIMEDOUT}: the kernel's answer was lost, and it is not known whether it
     *     was done
     */
    public void commit(Batch batch) throws LinuxException {
        commit(batch, OptionalLong.empty());
    }

    /**
     * The same, only where the ruleset is still the one that was looked at.
     *
     * @throws NetlinkException {@code ERESTART} when somebody has changed something since. Nothing was done
     */
    public void commit(Batch batch, Generation seen) throws LinuxException {
        commit(batch, OptionalLong.of(seen.id()));
    }

    private void commit(Batch batch, OptionalLong generation) throws LinuxException {
        if (batch.isEmpty()) return;
        for (int attempt = 1; ; attempt++) {
            long before = generation.isPresent()
                    ? generation.getAsLong()
                    : generation().id();
            try {
                commitOnce(batch, generation);
                return;
            } catch (BatchException e) {
                if (attempt == ATTEMPTS || !isPassing(e)) throw e;
            } catch (NetlinkException e) {
                boolean lost = e.errno() == Errno.ENOBUFS;
                if (attempt == ATTEMPTS || !lost || generation().id() != before) throw e;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Whether nothing was refused but what may be different in a moment. */
    private static boolean isPassing(BatchException e) {
        return e.failures().stream().allMatch(f -> switch (f.error().errno()) {
            case EBUSY, EINTR, EAGAIN -> true;
            default -> false;
        });
    }

    private void commitOnce(Batch batch, OptionalLong generation) throws LinuxException {
        List<Request> requests = batch.requests();
        List<Reply> replies = socket.transaction(
                bound(Nfnl.NFNL_MSG_BATCH_BEGIN, generation),
                requests,
                bound(Nfnl.NFNL_MSG_BATCH_END, OptionalLong.empty()));
        List<BatchException.Failure> failures = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            NetlinkException error = replies.get(i).error();
            if (error != null) failures.add(new BatchException.Failure(i, error));
        }
        if (!failures.isEmpty()) throw new BatchException(failures, requests.size());
    }

    /** The beginning or the end of a batch. */
    private static Request bound(int type, OptionalLong generation) {
        return new Request(type, 0, AttributeNames.NONE, "commit", "nftables batch", w -> {
            w.u8(0).u8(0).u8(0).u8(Nfnl.NFNL_SUBSYS_NFTABLES);
            generation.ifPresent(g -> w.attributeU32NetworkOrder(Nfnl.NFNL_BATCH_GENID, (int) g));
        });
    }

    /** Makes a batch of what is there. */
    @FunctionalInterface
    public interface Change {
        /** The changes that {@code now} needs. */
        Batch from(Ruleset now) throws LinuxException;
    }

    /**
     * Reads the ruleset and changes it, with nobody between: done again where somebody was.
     *
     * @throws NetlinkException {@code ERESTART} when somebody was, {@value #ATTEMPTS} times
     */
    public void change(Change change) throws LinuxException {
        for (int attempt = 1; ; attempt++) {
            Ruleset now = ruleset();
            try {
                commit(change.from(now), now.generation());
                return;
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ERESTART || attempt == ATTEMPTS) throw e;
            }
        }
    }

    /** The state that the ruleset is in now. */
    public Generation generation() throws LinuxException {
        Request get = new Request(
                Nfnl.nft(Nfnl.NFT_MSG_GETGEN),
                0,
                NftNames.GENERATION,
                "read generation of",
                "nftables",
                w -> Wire.header(w, Family.ANY));
        return socket.get(get, Generation::decode);
    }

    /** All tables of all families. */
    public List<Table> tables() throws LinuxException {
        return dump(Nfnl.NFT_MSG_GETTABLE, "list tables", "", Family.ANY, w -> {}, Table::decode);
    }

    public Optional<Table> table(TableName name) throws LinuxException {
        return tables().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** All chains of all tables. */
    public List<Chain> chains() throws LinuxException {
        return dump(Nfnl.NFT_MSG_GETCHAIN, "list chains", "", Family.ANY, w -> {}, Chain::decode);
    }

    public List<Chain> chains(TableName table) throws LinuxException {
        return chains().stream().filter(c -> c.name().table().equals(table)).toList();
    }

    /** All rules of all chains, in the order in which packets come through them. */
    public List<Rule> rules() throws LinuxException {
        return dump(Nfnl.NFT_MSG_GETRULE, "list rules", "", Family.ANY, w -> {}, Rule::decode);
    }

    public List<Rule> rules(TableName table) throws LinuxException {
        int family = table.family().number();
        List<Rule> rules = dump(
                Nfnl.NFT_MSG_GETRULE,
                "list rules of",
                table.toString(),
                family,
                w -> w.attributeString(NftRuleAttr.NFTA_RULE_TABLE, table.name()),
                Rule::decode);
        return rules.stream().filter(r -> r.chain().table().equals(table)).toList();
    }

    public List<Rule> rules(ChainName chain) throws LinuxException {
        return rules(chain.table()).stream()
                .filter(r -> r.chain().equals(chain))
                .toList();
    }

    /** All sets and maps of all tables, also those that go with a rule. */
    public List<NftSet> sets() throws LinuxException {
        return dump(Nfnl.NFT_MSG_GETSET, "list sets", "", Family.ANY, w -> {}, SetReader::decode);
    }

    public List<NftSet> sets(TableName table) throws LinuxException {
        return dump(
                Nfnl.NFT_MSG_GETSET,
                "list sets of",
                table.toString(),
                table.family().number(),
                w -> w.attributeString(NftSetAttr.NFTA_SET_TABLE, table.name()),
                SetReader::decode);
    }

    /**
     * The elements of a set.
     *
     * @throws NetlinkException {@code ENOENT} when there is no such set; {@code EINTR} when the kernel was making its table larger during
     *     each of {@value #ELEMENT_ATTEMPTS} attempts to read it
     */
    public List<Element> elements(NftSet set) throws LinuxException {
        for (int attempt = 0; attempt < ELEMENT_ATTEMPTS; attempt++) {
            List<ElementWire.Raw> raw = rawElements(set);
            if (ElementWire.isWhole(raw)) return ElementWire.join(set, raw);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        String detail = "its table became larger during each of " + ELEMENT_ATTEMPTS + " attempts to read it";
        throw new NetlinkException(LIST_ELEMENTS, set.toString(), Errno.EINTR.number(), detail, null, null);
    }

    private List<ElementWire.Raw> rawElements(NftSet set) throws LinuxException {
        List<List<ElementWire.Raw>> parts = dump(
                Nfnl.NFT_MSG_GETSETELEM,
                LIST_ELEMENTS,
                set.toString(),
                set.table().family().number(),
                w -> {
                    w.attributeString(
                            NftSetElemListAttr.NFTA_SET_ELEM_LIST_TABLE,
                            set.table().name());
                    w.attributeString(NftSetElemListAttr.NFTA_SET_ELEM_LIST_SET, set.name());
                },
                ElementWire::decode);
        return parts.stream().flatMap(List::stream).toList();
    }

    /** All counters, quotas, limits … that have a name. */
    public List<NamedObject> objects() throws LinuxException {
        List<Optional<NamedObject>> all =
                dump(Nfnl.NFT_MSG_GETOBJ, "list objects", "", Family.ANY, w -> {}, NamedObject::decode);
        return all.stream().flatMap(Optional::stream).toList();
    }

    public List<NamedObject> objects(TableName table) throws LinuxException {
        List<Optional<NamedObject>> all = dump(
                Nfnl.NFT_MSG_GETOBJ,
                "list objects of",
                table.toString(),
                table.family().number(),
                w -> w.attributeString(NftObjAttr.NFTA_OBJ_TABLE, table.name()),
                NamedObject::decode);
        return all.stream().flatMap(Optional::stream).toList();
    }

    /**
     * All of it, at one moment.
     *
     * @throws NetlinkException {@code EINTR} when it changed during each of {@value #ATTEMPTS} attempts
     */
    public Ruleset ruleset() throws LinuxException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Generation before = generation();
            List<NftSet> sets = sets();
            List<Ruleset.Contents> contents = new ArrayList<>();
            try {
                for (NftSet set : sets) contents.add(new Ruleset.Contents(set, elements(set)));
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENOENT) throw e;
                continue; // a set that is gone by now
            }
            Ruleset all = new Ruleset(before, tables(), chains(), rules(), contents, objects());
            if (generation().id() == before.id()) return all;
        }
        throw new NetlinkException(
                "read ruleset of",
                "nftables",
                Errno.EINTR.number(),
                "it changed during each of " + ATTEMPTS + " attempts to read it",
                null,
                null);
    }

    private <T> List<T> dump(
            int type, String operation, String target, int family, Request.Body filter, Decoder<T> decoder)
            throws LinuxException {
        Request request = new Request(Nfnl.nft(type), 0, NftNames.of(type), operation, target, w -> {
            Wire.header(w, family);
            filter.write(w);
        });
        return socket.dump(request, decoder);
    }

    /**
     * The netlink port of its socket, by which the kernel says who made a change ({@link RulesetChange#port}) and who owns a
     * table ({@link Table#ownerPort}).
     */
    public int port() throws LinuxException {
        return socket.port();
    }

    /** Closes the socket: what was made stays, but for tables that it owns ({@link Table#asOwned}). Idempotent. */
    @Override
    public void close() {
        socket.close();
    }
}
