package io.jlinux.net.nftables;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule before it is made: what it matches, one after the other, and then what it does. Immutable; every method returns
 * another one.
 *
 * <pre>{@code
 * RuleSpec web = RuleSpec.in(Family.INET)
 *         .is(Field.INPUT_INTERFACE, "eth0").source(Cidr.of("10.0.0.0/8"))
 *         .oneOf(Field.TCP_DESTINATION_PORT, 80, 443)
 *         .counter().accept().comment("web");
 * }</pre>
 *
 * <p>It is put together as {@code nft} does it, with the same instructions: that a packet is IPv4, or TCP, is asked where a
 * field needs it, and only once. For what is not here, {@link #then} takes expressions.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Rules</a>
 */
public final class RuleSpec {
    private final Family family;
    private final List<Expression> expressions;
    private final List<AnonymousSet> sets;
    private final Optional<String> comment;
    private final int network;
    private final int transport;
    private final boolean ethernet;

    private RuleSpec(
            Family family,
            List<Expression> expressions,
            List<AnonymousSet> sets,
            Optional<String> comment,
            int network,
            int transport,
            boolean ethernet) {
        this.family = family;
        this.expressions = List.copyOf(expressions);
        this.sets = List.copyOf(sets);
        this.comment = comment;
        this.network = network;
        this.transport = transport;
        this.ethernet = ethernet;
    }

    /** An empty one, for a table of this family: all packets, and nothing done. */
    public static RuleSpec in(Family family) {
        int network = switch (family) {
            case IP -> Field.NFPROTO_IPV4;
            case IP6 -> Field.NFPROTO_IPV6;
            default -> 0;
        };
        boolean ethernet = family == Family.BRIDGE || family == Family.NETDEV || family == Family.ARP;
        return new RuleSpec(family, List.of(), List.of(), Optional.empty(), network, 0, ethernet);
    }

    /** Those of a rule that was read, to be made again. */
    static RuleSpec of(Family family, List<Expression> expressions, Optional<String> comment) {
        return new RuleSpec(family, expressions, List.of(), comment, 0, 0, false);
    }

    public Family family() {
        return family;
    }

    public List<Expression> expressions() {
        return expressions;
    }

    /** Sets that are made with the rule, and go with it. */
    List<AnonymousSet> sets() {
        return sets;
    }

    public Optional<String> comment() {
        return comment;
    }

    /** With a comment of up to 127 bytes. */
    public RuleSpec comment(String text) {
        Optional<String> c = Optional.of(UserData.check(text));
        return new RuleSpec(family, expressions, sets, c, network, transport, ethernet);
    }

    /** The field has this value. */
    public <T> RuleSpec is(Field<T> field, T value) {
        return compare(field, Comparison.EQUAL, value);
    }

    public <T> RuleSpec isNot(Field<T> field, T value) {
        return compare(field, Comparison.NOT_EQUAL, value);
    }

    private <T> RuleSpec compare(Field<T> field, Comparison operation, T value) {
        Data data = field.type().encode(value);
        RuleSpec needed = needing(field);
        RuleSpec rule = needed.then(field.load(1), new Compare(1, operation, data));
        boolean equal = operation == Comparison.EQUAL;
        int as = data.length() == 1 ? data.bytes()[0] & 0xff : 0;
        if (equal && field == Field.PROTOCOL) return rule.knowing(rule.network, as);
        if (equal && field == Field.NF_PROTOCOL) return rule.knowing(as, rule.transport);
        return rule;
    }

    /** The field is from {@code low} to {@code high}, both included. */
    public <T> RuleSpec between(Field<T> field, T low, T high) {
        Data from = comparable(field, low);
        Data to = comparable(field, high);
        return loadComparable(field)
                .then(new Compare(1, Comparison.GREATER_OR_EQUAL, from), new Compare(1, Comparison.LESS_OR_EQUAL, to));
    }

    /** The field is less than {@code low} or more than {@code high}. */
    public <T> RuleSpec notBetween(Field<T> field, T low, T high) {
        return loadComparable(field).then(new CompareRange(1, true, comparable(field, low), comparable(field, high)));
    }

    /** The kernel compares from the first byte on: numbers must begin with their largest. */
    private <T> RuleSpec loadComparable(Field<T> field) {
        RuleSpec loaded = needing(field).then(field.load(1));
        int size = field.type().length();
        return KeyType.isSwapped(field.type()) ? loaded.then(new ByteOrderSwap(1, 1, true, size, size)) : loaded;
    }

    private static <T> Data comparable(Field<T> field, T value) {
        Data data = field.type().encode(value);
        return KeyType.isSwapped(field.type()) ? data.reversed() : data;
    }

    /** Any of these bits is set. */
    public RuleSpec anyBit(Field<Integer> field, int bits) {
        return masked(field, bits, Comparison.NOT_EQUAL, 0);
    }

    /** Of the bits in {@code mask}, just those of {@code value} are set. */
    public RuleSpec masked(Field<Integer> field, int mask, int value) {
        return masked(field, mask, Comparison.EQUAL, value);
    }

    private RuleSpec masked(Field<Integer> field, int mask, Comparison operation, int value) {
        Data zero = Data.filled(field.type().length(), 0);
        return needing(field)
                .then(
                        field.load(1),
                        new Bitwise(1, 1, field.type().encode(mask), zero),
                        new Compare(1, operation, field.type().encode(value)));
    }

    /** Connection tracking makes one of these of the packet. */
    public RuleSpec state(ConnectionState... any) {
        return anyBit(
                Field.CT_STATE,
                Arrays.stream(any).mapToInt(ConnectionState::bit).reduce(0, (a, b) -> a | b));
    }

    /** One of these is known of its connection. */
    public RuleSpec status(ConnectionFlag... any) {
        return anyBit(
                Field.CT_STATUS,
                Arrays.stream(any).mapToInt(ConnectionFlag::bit).reduce(0, (a, b) -> a | b));
    }

    /** It comes from this network, IPv4 or IPv6. */
    public RuleSpec source(Cidr network) {
        return prefix(network.isIpv6() ? Field.IP6_SOURCE : Field.IP_SOURCE, network, Comparison.EQUAL);
    }

    /** It is of the network's family and comes from elsewhere. */
    public RuleSpec notSource(Cidr network) {
        return prefix(network.isIpv6() ? Field.IP6_SOURCE : Field.IP_SOURCE, network, Comparison.NOT_EQUAL);
    }

    /** It goes to this network, IPv4 or IPv6. */
    public RuleSpec destination(Cidr network) {
        return prefix(network.isIpv6() ? Field.IP6_DESTINATION : Field.IP_DESTINATION, network, Comparison.EQUAL);
    }

    /** It is of the network's family and goes elsewhere. */
    public RuleSpec notDestination(Cidr network) {
        return prefix(network.isIpv6() ? Field.IP6_DESTINATION : Field.IP_DESTINATION, network, Comparison.NOT_EQUAL);
    }

    /** An address is in a network. */
    public RuleSpec in(Field<InetAddress> field, Cidr network) {
        return prefix(field, network, Comparison.EQUAL);
    }

    private RuleSpec prefix(Field<InetAddress> field, Cidr cidr, Comparison operation) {
        Data value = field.type().encode(cidr.network().address());
        int bits = cidr.prefixLength();
        int size = value.length();
        RuleSpec needed = needing(field);
        if (bits == 8 * size) return needed.then(field.load(1), new Compare(1, operation, value));
        Expression load = field.load(1);
        if (bits > 0 && bits % 8 == 0 && load instanceof Payload p) { // as many bytes as the prefix has
            Payload shorter = new Payload(p.base(), p.offset(), bits / 8, p.register());
            return needed.then(shorter, new Compare(1, operation, value.slice(0, bits / 8)));
        }
        if (bits == 0 && operation == Comparison.EQUAL) return needed;
        Bitwise mask = new Bitwise(1, 1, Data.mask(size, bits), Data.filled(size, 0));
        return needed.then(load, mask, new Compare(1, operation, value));
    }

    /** The field has one of these values; of addresses also a {@link Cidr}, of all a {@link Span}. */
    public RuleSpec oneOf(Field<?> field, Object... values) {
        return anonymous(field, Arrays.asList(values), false);
    }

    /** The field has none of these values. */
    public RuleSpec noneOf(Field<?> field, Object... values) {
        return anonymous(field, Arrays.asList(values), true);
    }

    private RuleSpec anonymous(Field<?> field, Collection<?> values, boolean inverted) {
        AnonymousSet set = AnonymousSet.of(KeyType.of(field.type()), values);
        RuleSpec loaded = loadKey(set.isInterval(), field);
        Lookup lookup = new Lookup(AnonymousSet.SET_NAME, sets.size() + 1, 1, OptionalInt.empty(), inverted);
        return loaded.withSet(set).then(lookup);
    }

    /** What becomes of the packet is chosen by the field's value: a verdict map that goes with the rule. */
    public RuleSpec verdicts(Field<?> field, Map<?, Verdict> byValue) {
        AnonymousSet set = AnonymousSet.of(KeyType.of(field.type()), byValue);
        RuleSpec loaded = loadKey(set.isInterval(), field);
        Lookup lookup = new Lookup(AnonymousSet.MAP_NAME, sets.size() + 1, 1, OptionalInt.of(Registers.VERDICT), false);
        return loaded.withSet(set).then(lookup);
    }

    /**
     * Gives the connection another destination, whose port depends on the one that it went to: {@code dnat to ADDRESS : tcp
     * dport map { … }}. The rule must have asked for these ports already.
     */
    public RuleSpec dnatPorts(InetAddress to, Field<Integer> port, Map<Integer, Integer> ports) {
        Lookup lookup = new Lookup(AnonymousSet.MAP_NAME, sets.size() + 1, 2, OptionalInt.of(2), false);
        Family of = to.getAddress().length == 4 ? Family.IP : Family.IP6;
        return needing(port)
                .withSet(AnonymousSet.ofPorts(ports))
                .then(
                        new Load(1, Data.of(to.getAddress())),
                        port.load(2),
                        lookup,
                        new NatExpression(false, of, 1, 0, 2, 0, NatFlag.PORTS));
    }

    /** The fields together are in a named set, whose key has their types. */
    public RuleSpec in(NftSet set, Field<?>... fields) {
        return lookup(set, OptionalInt.empty(), false, fields);
    }

    public RuleSpec notIn(NftSet set, Field<?>... fields) {
        return lookup(set, OptionalInt.empty(), true, fields);
    }

    /** What becomes of the packet is in a named verdict map. */
    public RuleSpec verdicts(NftSet map, Field<?>... fields) {
        return lookup(map, OptionalInt.of(Registers.VERDICT), false, fields);
    }

    /** Loads what belongs to the fields in a named map into a register, from 1 on. */
    public RuleSpec load(NftSet map, int register, Field<?>... fields) {
        return lookup(map, OptionalInt.of(register), false, fields);
    }

    private RuleSpec lookup(NftSet set, OptionalInt destination, boolean inverted, Field<?>... fields) {
        set.key().requireFields(fields);
        RuleSpec loaded = loadKey(set.isInterval(), fields);
        return loaded.then(new Lookup(set.name(), 0, 1, destination, inverted));
    }

    /** Adds the fields to a set with {@link SetFlag#DYNAMIC}, or renews their timeout there. */
    public RuleSpec update(NftSet set, Field<?>... fields) {
        set.key().requireFields(fields);
        RuleSpec loaded = loadKey(set.isInterval(), fields);
        return loaded.then(new DynamicSet(set.name(), DynamicSet.Operation.UPDATE, 1, Optional.empty()));
    }

    /** The fields one behind the other, each from a word of 4 bytes on. */
    private RuleSpec loadKey(boolean interval, Field<?>... fields) {
        RuleSpec rule = this;
        for (Field<?> field : fields) rule = rule.needing(field);
        int word = 0;
        for (Field<?> field : fields) {
            int register = Registers.at(word);
            rule = rule.then(field.load(register));
            int size = field.type().length();
            if (interval && KeyType.isSwapped(field.type())) {
                rule = rule.then(new ByteOrderSwap(register, register, true, size, size));
            }
            word += Registers.words(size);
        }
        return rule;
    }

    public RuleSpec counter() {
        return then(Counter.ZERO);
    }

    public RuleSpec accept() {
        return then(Verdict.ACCEPT);
    }

    public RuleSpec drop() {
        return then(Verdict.DROP);
    }

    public RuleSpec jump(String chain) {
        return then(Verdict.jump(chain));
    }

    /** Sets the packet's mark. */
    public RuleSpec setMark(int mark) {
        return then(new Load(1, DataType.MARK.encode(mark)), new MetaSet(MetaKey.MARK, 1));
    }

    /** Sets the mark of its connection. */
    public RuleSpec setConnectionMark(int mark) {
        return then(new Load(1, DataType.MARK.encode(mark)), new CtSet(CtKey.MARK, Optional.empty(), 1));
    }

    /** With what these are made of: an {@link Expression}, a {@link Verdict}, a {@link NatStatement}. */
    public RuleSpec then(Statement... statements) {
        List<Expression> more = new ArrayList<>(expressions);
        for (Statement s : statements) more.addAll(s.expressions());
        return new RuleSpec(family, more, sets, comment, network, transport, ethernet);
    }

    private RuleSpec withSet(AnonymousSet set) {
        List<AnonymousSet> more = new ArrayList<>(sets);
        more.add(set);
        return new RuleSpec(family, expressions, more, comment, network, transport, ethernet);
    }

    private RuleSpec knowing(int net, int protocol) {
        return new RuleSpec(family, expressions, sets, comment, net, protocol, ethernet);
    }

    /** With what must be asked before the field means anything. */
    private RuleSpec needing(Field<?> field) {
        RuleSpec rule = this;
        if (field.isEthernet() && !ethernet) {
            rule = rule.then(new Meta(MetaKey.IIFTYPE, 1), new Compare(1, Comparison.EQUAL, Needs.ETHERNET));
            rule = new RuleSpec(family, rule.expressions, sets, comment, network, transport, true);
        }
        if (field.network() != 0 && network != field.network()) {
            if (network != 0) throw new IllegalArgumentException(field + " in a rule that is not about its protocol");
            rule = rule.then(Needs.network(family, field.network())).knowing(field.network(), rule.transport);
        }
        if (field.transport() != 0 && rule.transport != field.transport()) {
            if (rule.transport != 0) {
                throw new IllegalArgumentException(field + " in a rule that is about another protocol");
            }
            rule = rule.then(Needs.transport(field.transport())).knowing(rule.network, field.transport());
        }
        return rule;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleSpec r
                && family == r.family
                && expressions.equals(r.expressions)
                && sets.equals(r.sets)
                && comment.equals(r.comment);
    }

    @Override
    public int hashCode() {
        return expressions.hashCode();
    }

    /** {@code inet rule [Meta[key=L4PROTO, register=1], …]}. */
    @Override
    public String toString() {
        return family + " rule " + expressions;
    }
}
