package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.nftables.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Firewall} does. Immutable; every method returns another one.
 *
 * <p>The rules are asked in their order, and the policy decides about what none is about. Before them, whatever they are:
 * answers to what was let through pass, and what connection tracking finds invalid is dropped. Where the policy of input or
 * output is {@link Policy#DROP}, the loopback link and IPv6's search for neighbours still work.
 *
 * @param policies of the directions; those that are not there let everything through
 * @param rules in their order
 * @param addresses named sets, which can be changed without touching the rules
 * @param tied the table goes when this process does, and nobody else can change it
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains, Rules</a>
 */
public record FirewallSpec(
        Map<Direction, Policy> policies, List<FirewallRule> rules, Map<String, List<Cidr>> addresses, boolean tied) {
    /** Lets everything through. */
    public static final FirewallSpec OPEN = new FirewallSpec(Map.of(), List.of(), Map.of(), false);

    /** Lets nothing in, but answers; passes nothing on. */
    public static final FirewallSpec CLOSED =
            OPEN.policy(Direction.INPUT, Policy.DROP).policy(Direction.FORWARD, Policy.DROP);

    public FirewallSpec {
        policies = Map.copyOf(policies);
        rules = List.copyOf(rules);
        Map<String, List<Cidr>> sets = new TreeMap<>();
        addresses.forEach((name, list) -> sets.put(checkName(name), Networks.disjoint(list)));
        addresses = java.util.Collections.unmodifiableMap(sets);
        for (FirewallRule r : rules) {
            r.fromSet().ifPresent(s -> requireSet(sets, s));
            r.toSet().ifPresent(s -> requireSet(sets, s));
        }
    }

    private static String checkName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_-]{0,60}")) throw new IllegalArgumentException("set '" + name + "'");
        return name;
    }

    private static void requireSet(Map<String, List<Cidr>> sets, String name) {
        if (!sets.containsKey(name)) throw new IllegalArgumentException("no set '" + name + "'");
    }

    /** What becomes of what no rule is about. */
    public FirewallSpec policy(Direction direction, Policy policy) {
        Map<Direction, Policy> more = new EnumMap<>(Direction.class);
        more.putAll(policies);
        more.put(direction, policy);
        return new FirewallSpec(more, rules, addresses, tied);
    }

    /** With more rules, behind those that are there. */
    public FirewallSpec rule(FirewallRule... more) {
        List<FirewallRule> all = new ArrayList<>(rules);
        all.addAll(List.of(more));
        return new FirewallSpec(policies, all, addresses, tied);
    }

    /**
     * With a set of addresses, IPv4 and IPv6, for {@link FirewallRule#fromSet} and {@link FirewallRule#toSet}; in the place of one
     * that is there. Networks within others of it are left out.
     */
    public FirewallSpec addresses(String name, Collection<Cidr> networks) {
        Map<String, List<Cidr>> more = new TreeMap<>(addresses);
        more.put(name, List.copyOf(networks));
        return new FirewallSpec(policies, rules, more, tied);
    }

    /** Nothing passes from one of these links to another of them: bridges whose containers shall not meet. */
    public FirewallSpec isolate(String... links) {
        FirewallSpec spec = this;
        for (String a : links) {
            for (String b : links) {
                if (!a.equals(b)) {
                    spec = spec.rule(
                            FirewallRule.drop(Direction.FORWARD).in(a).out(b).comment("isolate"));
                }
            }
        }
        return spec;
    }

    /**
     * The table goes when this process ends, however it does, and nobody else can change or flush it. Linux 5.12.
     */
    public FirewallSpec tiedToProcess() {
        return new FirewallSpec(policies, rules, addresses, true);
    }
}
