package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.ConnectionState;
import io.jlinux.net.nftables.DataType;
import io.jlinux.net.nftables.Element;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Field;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.Limit;
import io.jlinux.net.nftables.Log;
import io.jlinux.net.nftables.NftSet;
import io.jlinux.net.nftables.Policy;
import io.jlinux.net.nftables.Priority;
import io.jlinux.net.nftables.Reject;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.SetFlag;
import io.jlinux.net.nftables.Span;
import io.jlinux.net.nftables.TableName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link FirewallSpec} as chains, rules and sets; pure.
 *
 * <p>A rule about addresses is made for IPv4, for IPv6 or for both. The comment of each begins with the place of its {@link
 * FirewallRule}, by which its counter is found.
 */
final class FirewallRules {
    private static final int ICMP = 1;
    private static final int ICMP_PORT_UNREACHABLE = 3;
    private static final int ICMPV6_PORT_UNREACHABLE = 4;
    private static final int ICMPV6 = 58;

    /** Without these IPv6 does not work: router and neighbour solicitations and advertisements. */
    private static final Object[] NEIGHBOURS = {133, 134, 135, 136};

    private final TableName table;
    private final FirewallSpec spec;
    private final Batch batch;

    private FirewallRules(TableName table, FirewallSpec spec, Batch batch) {
        this.table = table;
        this.spec = spec;
        this.batch = batch;
    }

    /** Adds them to a batch in which the table is there and empty. */
    static void add(TableName table, FirewallSpec spec, Batch batch) {
        FirewallRules rules = new FirewallRules(table, spec, batch);
        rules.sets();
        for (Direction d : Direction.values()) rules.direction(d);
    }

    private static RuleSpec rule() {
        return RuleSpec.in(Family.INET);
    }

    /** The set of the addresses of one family. */
    static NftSet set(TableName table, String name, boolean ipv6) {
        DataType<InetAddress> type = ipv6 ? DataType.IPV6_ADDRESS : DataType.IPV4_ADDRESS;
        return NftSet.of(table, ipv6 ? name + "6" : name + "4", type).flags(SetFlag.INTERVAL);
    }

    static List<Element> elements(NftSet set, List<Cidr> networks) {
        List<Element> elements = new ArrayList<>();
        for (Cidr c : networks) elements.add(Element.of(set.key(), c));
        return elements;
    }

    private void sets() {
        for (Map.Entry<String, List<Cidr>> e : spec.addresses().entrySet()) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                NftSet set = set(table, e.getKey(), ipv6);
                batch.add(set);
                batch.addElements(set, elements(set, Networks.of(e.getValue(), ipv6)));
            }
        }
    }

    static ChainName chain(TableName table, Direction direction) {
        return table.chain(direction.name().toLowerCase(Locale.ROOT));
    }

    private void direction(Direction direction) {
        Policy policy = spec.policies().getOrDefault(direction, Policy.ACCEPT);
        boolean any = spec.rules().stream().anyMatch(r -> r.direction() == direction);
        if (!any && policy == Policy.ACCEPT) return;
        ChainName chain = chain(table, direction);
        Hook hook = switch (direction) {
            case INPUT -> Hook.INPUT;
            case FORWARD -> Hook.FORWARD;
            case OUTPUT -> Hook.OUTPUT;
        };
        batch.add(Chain.base(chain, ChainType.FILTER, hook, Priority.FILTER).policy(policy));
        batch.append(
                chain,
                rule().state(ConnectionState.ESTABLISHED, ConnectionState.RELATED)
                        .accept());
        if (direction != Direction.FORWARD) {
            Field<String> link = direction == Direction.INPUT ? Field.INPUT_INTERFACE : Field.OUTPUT_INTERFACE;
            batch.append(chain, rule().is(link, "lo").accept());
            batch.append(chain, rule().oneOf(Field.ICMPV6_TYPE, NEIGHBOURS).accept());
        }
        batch.append(chain, rule().state(ConnectionState.INVALID).counter().drop());
        for (int i = 0; i < spec.rules().size(); i++) {
            FirewallRule rule = spec.rules().get(i);
            if (rule.direction() != direction) continue;
            for (RuleSpec made : rules(rule, i)) batch.append(chain, made);
        }
    }

    /** One for each family that it can be about. */
    private List<RuleSpec> rules(FirewallRule r, int index) {
        boolean addressed = !r.from().isEmpty()
                || !r.to().isEmpty()
                || r.fromSet().isPresent()
                || r.toSet().isPresent();
        List<RuleSpec> made = new ArrayList<>();
        for (boolean ipv6 : addressed || r.icmp() ? new boolean[] {false, true} : new boolean[] {false}) {
            Optional<RuleSpec> matches = addresses(links(rule(), r), r, ipv6);
            if (matches.isEmpty()) continue;
            RuleSpec about = services(matches.get(), r, ipv6);
            r.log().ifPresent(prefix -> made.add(logged(about, prefix)));
            made.add(act(about, r, index, addressed ? refusal(ipv6) : Reject.PORT_UNREACHABLE));
        }
        return made;
    }

    private static RuleSpec links(RuleSpec rule, FirewallRule r) {
        RuleSpec made = rule;
        if (r.in().isPresent()) made = made.is(Field.INPUT_INTERFACE, r.in().get());
        if (r.out().isPresent()) made = made.is(Field.OUTPUT_INTERFACE, r.out().get());
        return made;
    }

    /** Empty where the addresses are all of the other family. */
    private Optional<RuleSpec> addresses(RuleSpec rule, FirewallRule r, boolean ipv6) {
        Field<InetAddress> source = ipv6 ? Field.IP6_SOURCE : Field.IP_SOURCE;
        Field<InetAddress> destination = ipv6 ? Field.IP6_DESTINATION : Field.IP_DESTINATION;
        return networks(rule, source, r.from(), ipv6)
                .flatMap(s -> networks(s, destination, r.to(), ipv6))
                .map(s ->
                        r.fromSet().map(n -> s.in(set(table, n, ipv6), source)).orElse(s))
                .map(s -> r.toSet()
                        .map(n -> s.in(set(table, n, ipv6), destination))
                        .orElse(s));
    }

    private static Optional<RuleSpec> networks(
            RuleSpec rule, Field<InetAddress> field, List<Cidr> networks, boolean ipv6) {
        if (networks.isEmpty()) return Optional.of(rule);
        List<Cidr> of = Networks.disjoint(Networks.of(networks, ipv6));
        if (of.isEmpty()) return Optional.empty();
        return Optional.of(of.size() == 1 ? rule.in(field, of.get(0)) : rule.oneOf(field, of.toArray()));
    }

    private static RuleSpec services(RuleSpec rule, FirewallRule r, boolean ipv6) {
        if (r.icmp()) return rule.is(Field.PROTOCOL, ipv6 ? ICMPV6 : ICMP);
        if (r.protocol().isEmpty()) return rule;
        TransportProtocol protocol = r.protocol().get();
        if (r.ports().isEmpty()) return rule.is(Field.PROTOCOL, protocol.number());
        Field<Integer> port = switch (protocol) {
            case TCP -> Field.TCP_DESTINATION_PORT;
            case UDP -> Field.UDP_DESTINATION_PORT;
            case SCTP -> Field.SCTP_DESTINATION_PORT;
        };
        PortRange first = r.ports().get(0);
        if (r.ports().size() > 1) return rule.oneOf(port, spans(r.ports()));
        return first.first() == first.last()
                ? rule.is(port, first.first())
                : rule.between(port, first.first(), first.last());
    }

    /** Ports in their order, those that touch or overlap put together. */
    private static Object[] spans(List<PortRange> ports) {
        List<PortRange> sorted = new ArrayList<>(ports);
        sorted.sort(java.util.Comparator.comparingInt(PortRange::first));
        List<Object> spans = new ArrayList<>();
        int first = sorted.get(0).first();
        int last = sorted.get(0).last();
        for (PortRange p : sorted) {
            if (p.first() > last + 1) {
                spans.add(span(first, last));
                first = p.first();
            }
            last = Math.max(last, p.last());
        }
        spans.add(span(first, last));
        return spans.toArray();
    }

    private static Object span(int first, int last) {
        return first == last ? (Object) first : new Span<>(first, last);
    }

    /** Port unreachable, of the family that the rule is about: so nft reads a refusal that does not say, too. */
    private static Reject refusal(boolean ipv6) {
        return Reject.icmp(ipv6 ? ICMPV6_PORT_UNREACHABLE : ICMP_PORT_UNREACHABLE);
    }

    private static RuleSpec act(RuleSpec rule, FirewallRule r, int index, Reject refusal) {
        RuleSpec counted = rule.counter();
        String comment = r.comment().map(c -> index + ": " + c).orElse(Integer.toString(index));
        RuleSpec done = switch (r.action()) {
            case ACCEPT -> counted.accept();
            case DROP -> counted.drop();
            case REJECT ->
                counted.then(r.protocol().equals(Optional.of(TransportProtocol.TCP)) ? Reject.TCP_RESET : refusal);
        };
        return done.comment(comment);
    }

    /** What is logged is logged before, in a rule of its own: its limit must not end the other. */
    private static RuleSpec logged(RuleSpec matches, String prefix) {
        return matches.then(Limit.packets(10, Duration.ofSeconds(1)), Log.kernel(prefix));
    }

    /** The place of the rule that a comment names; empty for one that is not ours. */
    static Optional<Integer> index(String comment) {
        int end = 0;
        while (end < comment.length() && end < 9 && Character.isDigit(comment.charAt(end))) end++;
        return end == 0 ? Optional.empty() : Optional.of(Integer.parseInt(comment.substring(0, end)));
    }
}
