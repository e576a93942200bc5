package io.jlinux.testkit;

import java.util.Optional;

/** Probes of netfilter, by rules in a network namespace of a child's own. */
final class NftProbes {
    /** One rule for each module of the kernel that tests want. */
    private static final String RULES = """
            table inet t {
              set s { type ipv4_addr . inet_service; flags interval; }
              counter c { }
              quota q { over 1 mbytes; }
              limit l { rate 1/second; }
              chain f {
                type filter hook input priority 0;
                ct state new fib daddr type local counter name c quota name q limit name l
                ct count over 5 log prefix "x" group 1
                quota over 5 bytes limit rate 1/second reject
              }
              chain p { type nat hook prerouting priority -100; tcp dport 1 dnat ip to 10.0.0.1; tcp dport 2 redirect to :3; }
              chain o { type nat hook postrouting priority 100; masquerade; }
              chain r { type filter hook prerouting priority -300; notrack; }
            }
            table ip t { }
            table ip6 t { }
            table arp t { }
            table bridge t { chain c { type filter hook forward priority 0; }; }
            table netdev t { chain c { type filter hook ingress device lo priority 0; }; }
            """;

    private NftProbes() {}

    static Optional<String> rules() {
        String script = "nft -f - <<'X'\n" + RULES + "X\n";
        return ToolProbes.runs("unshare", "-rn", "sh", "-c", script)
                .map(why -> "nft cannot make the rules that are tested (nftables, kernel modules, or user namespaces)");
    }

    static Optional<String> conntrack() {
        return ToolProbes.runs("unshare", "-rn", "conntrack", "-L")
                .map(why -> "'conntrack -L' fails (package conntrack, module nf_conntrack_netlink)");
    }
}
