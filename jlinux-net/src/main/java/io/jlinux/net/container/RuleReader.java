package io.jlinux.net.container;

import io.jlinux.net.nftables.BaseChain;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.Compare;
import io.jlinux.net.nftables.Expression;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.MasqueradeExpression;
import io.jlinux.net.nftables.NatExpression;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Policy;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.Ruleset;
import io.jlinux.net.nftables.TableName;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@link RuleFacts} from the kernel: the rules of nftables, among which those of the newer {@code iptables} are. What an
 * {@code iptables-legacy} has in the kernel cannot be read so.
 */
final class RuleReader {
    private RuleReader() {}

    /** Empty where the rules cannot be read. */
    static Optional<RuleFacts> read(NamespaceHandle host) {
        try (Nftables nft = Nftables.in(host)) {
            return Optional.of(facts(nft.ruleset()));
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    static RuleFacts facts(Ruleset rules) {
        List<RuleFacts.ForwardChain> forward = new ArrayList<>();
        boolean translates = false;
        for (Chain chain : rules.chains()) {
            if (chain.base().isEmpty()) continue;
            BaseChain base = chain.base().get();
            TableName table = chain.name().table();
            if (base.hook() == Hook.FORWARD && base.type() == ChainType.FILTER) {
                boolean drops = base.policy() == Policy.DROP;
                forward.add(new RuleFacts.ForwardChain(chain.name().toString(), drops, named(rules, table)));
            }
            boolean source = base.hook() == Hook.POSTROUTING && base.type() == ChainType.NAT;
            translates |= source && of(rules, table).anyMatch(RuleReader::translates);
        }
        return new RuleFacts(forward, translates);
    }

    private static java.util.stream.Stream<Expression> of(Ruleset rules, TableName table) {
        return rules.rules().stream()
                .filter(r -> r.chain().table().equals(table))
                .map(Rule::expressions)
                .flatMap(List::stream);
    }

    private static boolean translates(Expression e) {
        return e instanceof MasqueradeExpression || (e instanceof NatExpression nat && nat.source());
    }

    /** What rules of a table compare with, as far as it could be the name of a link. */
    private static List<String> named(Ruleset rules, TableName table) {
        return of(rules, table)
                .filter(Compare.class::isInstance)
                .map(e -> text(((Compare) e).value().bytes()))
                .filter(s -> !s.isEmpty())
                .distinct()
                .toList();
    }

    private static String text(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) length++;
        String s = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return s.chars().allMatch(c -> c > ' ' && c < 127) ? s : "";
    }
}
