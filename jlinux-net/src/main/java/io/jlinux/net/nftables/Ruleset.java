package io.jlinux.net.nftables;

import java.util.List;
import java.util.Optional;

/**
 * All tables of a network namespace and all that is in them, at one moment.
 *
 * @param generation the kernel's number of that moment
 * @param sets with their elements
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), list ruleset</a>
 */
public record Ruleset(
        Generation generation,
        List<Table> tables,
        List<Chain> chains,
        List<Rule> rules,
        List<Contents> sets,
        List<NamedObject> objects) {
    /** A set and what is in it. */
    public record Contents(NftSet set, List<Element> elements) {
        public Contents {
            elements = List.copyOf(elements);
        }
    }

    public Ruleset {
        tables = List.copyOf(tables);
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
        sets = List.copyOf(sets);
        objects = List.copyOf(objects);
    }

    public Optional<Table> table(TableName name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The rules of a chain, in their order. */
    public List<Rule> rules(ChainName chain) {
        return rules.stream().filter(r -> r.chain().equals(chain)).toList();
    }
}
