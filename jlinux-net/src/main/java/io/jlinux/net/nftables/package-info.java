/**
 * nftables over nfnetlink, without {@code nft}: tables, chains, rules, sets, maps, counters, changed by batches that the
 * kernel does whole or not at all.
 *
 * <pre>{@code
 * TableName table = TableName.of(Family.INET, "mine");
 * Chain input = Chain.base(table, "input", ChainType.FILTER, Hook.INPUT, Priority.FILTER).policy(Policy.DROP);
 * try (Nftables nft = Nftables.current()) {
 *     nft.commit(new Batch()
 *             .add(Table.of(table))
 *             .add(input)
 *             .append(input.name(), RuleSpec.in(Family.INET).state(ConnectionState.ESTABLISHED).accept())
 *             .append(input.name(), RuleSpec.in(Family.INET).oneOf(Field.TCP_DESTINATION_PORT, 80, 443).accept()));
 * }
 * }</pre>
 *
 * <p>The first calls: {@link io.jlinux.net.nftables.Nftables#current()} and {@link io.jlinux.net.nftables.Batch}. A rule is a
 * list of {@link io.jlinux.net.nftables.Expression}s, the kernel's own instructions; {@link
 * io.jlinux.net.nftables.RuleSpec} puts them together as {@code nft} does, so that {@code nft list ruleset} shows them as if
 * it had written them.
 *
 * <p>When not: for port forwards, masquerading and a filter around containers, {@link io.jlinux.net.firewall} is shorter.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.nftables;
