package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.ConnectionFlag;
import io.jlinux.net.nftables.ConnectionState;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Field;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.NatStatement;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Priority;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.TableName;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rules of all networks on a bridge, a table {@code inet jlinux-network-NAME}: like the bridge they are made by the first
 * and taken away by the last, both under the lock of the {@link HostRegistry}. In between each of them may make them again
 * without that lock: it is a user, and while there is one nobody takes them away.
 *
 * <pre>
 *   forward      to the bridge from elsewhere ──► answers and forwarded ports only            (isolated)
 *   postrouting  from the network by another link ──► masquerade                              (masquerade)
 *   raw          from the bridge to 127.0.0.0/8 ──► drop: route_localnet may be on for it
 * </pre>
 */
final class SharedRules {
    private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");

    /** Of the comment that says what the networks want: those that want something else do not undo each other's. */
    private static final String MARK = "jlinux network: ";

    private final BridgeNetworkSpec spec;
    private final NamespaceHandle host;
    private final HostRegistry registry;
    private final Path user;
    private final TableName table;

    SharedRules(BridgeNetworkSpec spec, NamespaceHandle host, HostRegistry registry, Path user) {
        this.spec = spec;
        this.host = host;
        this.registry = registry;
        this.user = user;
        this.table = table(spec.name());
    }

    /** Makes the table as this network wants it; others with the same bridge and the same registry want the same. */
    void hold() throws LinuxException {
        try (Nftables nft = Nftables.in(host)) {
            nft.commit(contents().batch());
        }
    }

    TableName table() {
        return table;
    }

    /** Whether it is as this network wants it, or as another with the same bridge does that wants something else. */
    boolean isThere() throws LinuxException {
        try (Nftables nft = Nftables.in(host)) {
            if (contents().isIn(nft)) return true;
            return nft.rules(table).stream()
                    .flatMap(r -> r.comment().stream())
                    .anyMatch(c -> c.startsWith(MARK) && !c.equals(mark()));
        }
    }

    /** Has the kernel forget connections that began while it was not there. */
    void forgetStrays() throws LinuxException {
        StrayConnections.forget(spec, host);
    }

    private String mark() {
        return MARK + Wants.of(spec).text();
    }

    /**
     * What a network wants of the rules and the bridge that it shares.
     *
     * @param text {@code isolated masquerade [10.7.0.1/24]}
     */
    record Wants(String text) {
        static Wants of(BridgeNetworkSpec spec) {
            List<Cidr> gateways = Pools.gateways(Pools.sorted(spec.pools()));
            String words = (spec.isolated() ? "isolated " : "") + (spec.masquerade() ? "masquerade " : "");
            return new Wants(words + gateways);
        }

        /** The rules are those of all of them: who wants others would change them under the containers that are there. */
        void refuseOthers(HostRegistry registry, String name) throws IOException {
            for (String other : registry.wanted(name)) {
                if (other.equals(text)) continue;
                throw new LinuxException(
                        "use bridge",
                        name,
                        Errno.EINVAL.number(),
                        "it is used already, and as '" + other + "', and '" + text + "' was asked for",
                        "ask for the same as the others, or choose another name");
            }
        }
    }

    private RuleContents contents() {
        RuleContents contents = new RuleContents(table);
        if (spec.isolated()) isolate(contents);
        if (spec.masquerade()) masquerade(contents);
        guard(contents);
        return contents;
    }

    private static RuleSpec rule() {
        return RuleSpec.in(Family.INET);
    }

    private void isolate(RuleContents contents) {
        ChainName chain = table.chain("forward");
        contents.add(Chain.base(chain, ChainType.FILTER, Hook.FORWARD, Priority.FILTER));
        RuleSpec inbound = rule().is(Field.OUTPUT_INTERFACE, spec.name()).isNot(Field.INPUT_INTERFACE, spec.name());
        contents.append(
                chain,
                inbound.state(ConnectionState.ESTABLISHED, ConnectionState.RELATED)
                        .accept());
        contents.append(chain, inbound.status(ConnectionFlag.DNAT).accept());
        contents.append(chain, inbound.counter().drop());
    }

    private void masquerade(RuleContents contents) {
        ChainName chain = table.chain("postrouting");
        contents.add(Chain.base(chain, ChainType.NAT, Hook.POSTROUTING, Priority.SRCNAT));
        for (AddressPool pool : Pools.sorted(spec.pools())) {
            RuleSpec away = rule().source(pool.subnet()).isNot(Field.OUTPUT_INTERFACE, spec.name());
            contents.append(chain, away.counter().then(NatStatement.masquerade()));
        }
    }

    private void guard(RuleContents contents) {
        ChainName chain = table.chain("raw");
        contents.add(Chain.base(chain, ChainType.FILTER, Hook.PREROUTING, Priority.RAW));
        RuleSpec local = rule().is(Field.INPUT_INTERFACE, spec.name()).destination(LOOPBACK);
        contents.append(chain, local.counter().drop().comment(mark()));
    }

    /** Takes it away when nobody else uses the bridge, and the bridge is gone: given-away containers still need it. */
    void release() throws IOException {
        if (registry.hasOthers(user, Optional.of(spec.name()))) return;
        if (registry.bridge(spec.name()).isPresent()) return;
        remove(spec.name(), host);
    }

    /** Takes away the table of the networks with a name; false when there is none. */
    static boolean remove(String name, NamespaceHandle host) throws LinuxException {
        try (Nftables nft = Nftables.in(host)) {
            nft.commit(new Batch().delete(table(name)));
            return true;
        } catch (LinuxException e) {
            // not there, also where the kernel has none
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EPROTONOSUPPORT)
                return false;
            throw e;
        }
    }

    private static TableName table(String name) {
        return TableName.of(Family.INET, "jlinux-network-" + name);
    }
}
