package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.nftables.AddressType;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.ConnectionFlag;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Field;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.NatStatement;
import io.jlinux.net.nftables.Priority;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.TableName;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link NatSpec} as chains and rules; pure.
 *
 * <pre>
 *   prerouting  ──► to an address of this host? ──► forwards ──► dnat
 *   output      ──► (also 127.0.0.1, if asked for) ────┘
 *   postrouting ──► masquerade: from a network to elsewhere; hairpin; 127.0.0.1
 *   raw         ──► nothing from the bridge to 127.0.0.0/8
 * </pre>
 */
final class NatRules {
    static final String FORWARDS = "forwards";
    static final String POSTROUTING = "postrouting";

    private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");
    private static final Cidr LOOPBACK6 = Cidr.of("::1/128");
    private static final int IPV4 = 2;
    private static final int IPV6 = 10;

    private final TableName table;
    private final NatSpec spec;
    private final Batch batch;

    private NatRules(TableName table, NatSpec spec, Batch batch) {
        this.table = table;
        this.spec = spec;
        this.batch = batch;
    }

    /** Adds them to a batch in which the table is there and empty. */
    static void add(TableName table, NatSpec spec, Batch batch) {
        new NatRules(table, spec, batch).all();
    }

    private static RuleSpec rule() {
        return RuleSpec.in(Family.INET);
    }

    private void all() {
        ChainName forwards = table.chain(FORWARDS);
        if (!spec.forwards().isEmpty()) {
            batch.add(Chain.of(forwards));
            ways();
        }
        postrouting();
        spec.localhost().ifPresent(this::guard);
        for (PortForward f : spec.forwards()) append(table, spec, f, batch);
    }

    /** The rules of one forward, behind those of the others. */
    static void append(TableName table, NatSpec spec, PortForward f, Batch batch) {
        batch.append(table.chain(FORWARDS), forward(f));
        boolean covered = spec.masquerades().stream().anyMatch(m -> m.network().contains(f.address()));
        if (covered) return;
        Cidr target = single(f.address());
        batch.append(table.chain(POSTROUTING), hairpin(target, target).comment(hairpinOf(f)));
    }

    /** The comment of the rule that a forward has at {@link #POSTROUTING}, where it has one. */
    static String hairpinOf(PortForward f) {
        return "hairpin of " + f;
    }

    /** How packets come to the forwards. */
    private void ways() {
        ChainName in = table.chain("prerouting");
        batch.add(Chain.base(in, ChainType.NAT, Hook.PREROUTING, Priority.DSTNAT));
        batch.append(in, toThisHost(rule()));
        ChainName out = table.chain("output");
        batch.add(Chain.base(out, ChainType.NAT, Hook.OUTPUT, Priority.DSTNAT));
        RuleSpec four =
                spec.localhost().isPresent() ? rule().is(Field.NF_PROTOCOL, IPV4) : rule().notDestination(LOOPBACK);
        batch.append(out, toThisHost(four));
        batch.append(out, toThisHost(rule().notDestination(LOOPBACK6)));
    }

    private static RuleSpec toThisHost(RuleSpec rule) {
        return rule.is(Field.FIB_DESTINATION_TYPE, AddressType.LOCAL.ordinal()).jump(FORWARDS);
    }

    private static RuleSpec forward(PortForward f) {
        Field<Integer> port = switch (f.protocol()) {
            case TCP -> Field.TCP_DESTINATION_PORT;
            case UDP -> Field.UDP_DESTINATION_PORT;
            case SCTP -> Field.SCTP_DESTINATION_PORT;
        };
        RuleSpec rule = f.hostAddress()
                .map(a -> rule().destination(single(a)))
                .orElseGet(() -> rule().is(Field.NF_PROTOCOL, f.isIpv6() ? IPV6 : IPV4));
        PortRange host = f.hostPorts();
        boolean one = host.first() == host.last();
        rule = one ? rule.is(port, host.first()) : rule.between(port, host.first(), host.last());
        rule = rule.counter();
        NatStatement to = NatStatement.dnat(f.address());
        if (one) rule = rule.then(to.port(f.port()));
        else if (f.port() == host.first()) rule = rule.then(to);
        else rule = rule.dnatPorts(f.address(), port, ports(f));
        return rule.comment(f.toString());
    }

    /** The kernel would take any port of a range: which one belongs to which must be said. */
    private static Map<Integer, Integer> ports(PortForward f) {
        Map<Integer, Integer> ports = new TreeMap<>();
        int offset = f.port() - f.hostPorts().first();
        for (int p = f.hostPorts().first(); p <= f.hostPorts().last(); p++) ports.put(p, p + offset);
        return ports;
    }

    private static Cidr single(java.net.InetAddress address) {
        return new Cidr(address, 8 * address.getAddress().length);
    }

    private void postrouting() {
        ChainName chain = table.chain(POSTROUTING);
        batch.add(Chain.base(chain, ChainType.NAT, Hook.POSTROUTING, Priority.SRCNAT));
        for (NatSpec.Masquerade m : spec.masquerades()) {
            RuleSpec from = rule().source(m.network());
            RuleSpec away = m.link()
                    .map(link -> from.isNot(Field.OUTPUT_INTERFACE, link))
                    .orElseGet(() -> from.notDestination(m.network()));
            batch.append(chain, away.counter().then(NatStatement.masquerade()));
            if (!spec.forwards().isEmpty()) {
                batch.append(chain, hairpin(m.network(), m.network()).comment("hairpin"));
            }
        }
        spec.localhost()
                .ifPresent(link -> batch.append(
                        chain,
                        rule().is(Field.OUTPUT_INTERFACE, link)
                                .source(LOOPBACK)
                                .then(NatStatement.masquerade())
                                .comment("from 127.0.0.1")));
    }

    /** The answer must come back by this host, or the one who asked would not know it. */
    private static RuleSpec hairpin(Cidr source, Cidr destination) {
        return rule().source(source)
                .destination(destination)
                .status(ConnectionFlag.DNAT)
                .then(NatStatement.masquerade());
    }

    /** With route_localnet the link's neighbours could else send to the host's own 127.0.0.1 (CVE-2020-8558). */
    private void guard(String link) {
        ChainName raw = table.chain("raw");
        batch.add(Chain.base(raw, ChainType.FILTER, Hook.PREROUTING, Priority.RAW));
        batch.append(
                raw,
                rule().is(Field.INPUT_INTERFACE, link)
                        .destination(LOOPBACK)
                        .counter()
                        .drop());
    }
}
