package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftChainAttr;
import io.jlinux.net.wire.NftNames;
import io.jlinux.net.wire.NftRuleAttr;
import io.jlinux.net.wire.NftSetAttr;
import io.jlinux.net.wire.NftSetElemListAttr;
import io.jlinux.net.wire.NftTableAttr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Changes that the kernel does whole or not at all, in their order: {@link Nftables#commit}. Not thread-safe.
 *
 * <p>{@code add} leaves what is there already; {@code create} insists that it is not. To have something gone whether it was
 * there or not: {@code add} and {@code delete}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public final class Batch {
    private static final int ADD = NetlinkFlags.NLM_F_CREATE;
    private static final int CREATE = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;

    /** One attribute holds less than 64 KiB. */
    private static final int MAX_LIST = 60_000;

    private final List<Request> requests = new ArrayList<>();
    private int sets;

    /** An empty one. */
    public Batch() {}

    /** In the order in which they were asked for. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    public boolean isEmpty() {
        return requests.isEmpty();
    }

    /** How many messages it is. */
    public int size() {
        return requests.size();
    }

    public Batch add(Table table) {
        return put(Nfnl.NFT_MSG_NEWTABLE, ADD, "add table", table.name(), "", table::write);
    }

    public Batch create(Table table) {
        return put(Nfnl.NFT_MSG_NEWTABLE, CREATE, "create table", table.name(), "", table::write);
    }

    /** With all that is in it. */
    public Batch delete(TableName table) {
        return put(
                Nfnl.NFT_MSG_DELTABLE,
                0,
                "delete table",
                table,
                "",
                w -> w.attributeString(NftTableAttr.NFTA_TABLE_NAME, table.name()));
    }

    /** As it was read: this one by its handle, and not what has its name by now. */
    public Batch delete(Table table) {
        TableName name = table.name();
        if (table.handle() == 0) throw new IllegalArgumentException(name + " was not read");
        return put(
                Nfnl.NFT_MSG_DELTABLE,
                0,
                "delete table",
                name,
                "",
                w -> w.attributeU64NetworkOrder(NftTableAttr.NFTA_TABLE_HANDLE, table.handle()));
    }

    /** Has an empty table there, whatever was in it before. */
    public Batch replace(Table table) {
        return add(table).delete(table.name()).add(table);
    }

    /** All tables of all families, with all that is in them; those that other sockets own stay. */
    public Batch deleteEverything() {
        Request all = new Request(
                Nfnl.nft(Nfnl.NFT_MSG_DELTABLE),
                0,
                NftNames.TABLE,
                "delete",
                "the whole ruleset",
                w -> Wire.header(w, Family.ANY));
        requests.add(all);
        return this;
    }

    public Batch add(Chain chain) {
        return chain(ADD, "add chain", chain);
    }

    public Batch create(Chain chain) {
        return chain(CREATE, "create chain", chain);
    }

    private Batch chain(int flags, String operation, Chain chain) {
        ChainName name = chain.name();
        return put(Nfnl.NFT_MSG_NEWCHAIN, flags, operation, name.table(), name.name(), chain::write);
    }

    /** With its rules; nothing may jump to it. */
    public Batch delete(ChainName chain) {
        flush(chain);
        return put(Nfnl.NFT_MSG_DELCHAIN, 0, "delete chain", chain.table(), chain.name(), w -> {
            w.attributeString(NftChainAttr.NFTA_CHAIN_TABLE, chain.table().name());
            w.attributeString(NftChainAttr.NFTA_CHAIN_NAME, chain.name());
        });
    }

    /** Deletes all rules of a chain. */
    public Batch flush(ChainName chain) {
        return put(Nfnl.NFT_MSG_DELRULE, 0, "delete rules of", chain.table(), chain.name(), w -> {
            w.attributeString(NftRuleAttr.NFTA_RULE_TABLE, chain.table().name());
            w.attributeString(NftRuleAttr.NFTA_RULE_CHAIN, chain.name());
        });
    }

    /** At the end of the chain. */
    public Batch append(ChainName chain, RuleSpec rule) {
        return rule(NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_APPEND, "append rule to", chain, rule, 0, 0);
    }

    /** At the beginning of the chain. */
    public Batch insert(ChainName chain, RuleSpec rule) {
        return rule(NetlinkFlags.NLM_F_CREATE, "insert rule into", chain, rule, 0, 0);
    }

    /** Behind the rule with this handle. */
    public Batch insertAfter(ChainName chain, long handle, RuleSpec rule) {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_APPEND;
        return rule(flags, "insert rule into", chain, rule, NftRuleAttr.NFTA_RULE_POSITION, handle);
    }

    /** Before the rule with this handle. */
    public Batch insertBefore(ChainName chain, long handle, RuleSpec rule) {
        return rule(NetlinkFlags.NLM_F_CREATE, "insert rule into", chain, rule, NftRuleAttr.NFTA_RULE_POSITION, handle);
    }

    /** In the place of the rule with this handle. */
    public Batch replace(ChainName chain, long handle, RuleSpec rule) {
        return rule(NetlinkFlags.NLM_F_REPLACE, "replace rule of", chain, rule, NftRuleAttr.NFTA_RULE_HANDLE, handle);
    }

    private Batch rule(int flags, String operation, ChainName chain, RuleSpec rule, int position, long handle) {
        TableName table = chain.table();
        if (rule.family() != table.family()) {
            throw new IllegalArgumentException("a rule of family " + rule.family() + " in table " + table);
        }
        int firstSet = sets;
        for (AnonymousSet anonymous : rule.sets()) {
            NftSet set = anonymous.in(table);
            set(CREATE, "create set", set);
            elements(set, sets, anonymous.elements(), true);
        }
        List<Expression> expressions = new ArrayList<>();
        for (Expression e : rule.expressions()) {
            expressions.add(e instanceof Lookup l && l.setId() != 0 ? l.withId(firstSet + l.setId()) : e);
        }
        return put(Nfnl.NFT_MSG_NEWRULE, flags, operation, table, chain.name(), w -> {
            w.attributeString(NftRuleAttr.NFTA_RULE_TABLE, table.name());
            w.attributeString(NftRuleAttr.NFTA_RULE_CHAIN, chain.name());
            if (position != 0) w.attributeU64NetworkOrder(position, handle);
            Expressions.write(w, NftRuleAttr.NFTA_RULE_EXPRESSIONS, expressions);
            rule.comment()
                    .ifPresent(c -> w.attributeBytes(
                            NftRuleAttr.NFTA_RULE_USERDATA, UserData.comment(UserData.RULE_COMMENT, c)));
        });
    }

    public Batch delete(Rule rule) {
        return deleteRule(rule.chain(), rule.handle());
    }

    public Batch deleteRule(ChainName chain, long handle) {
        return put(Nfnl.NFT_MSG_DELRULE, 0, "delete rule " + handle + " of", chain.table(), chain.name(), w -> {
            w.attributeString(NftRuleAttr.NFTA_RULE_TABLE, chain.table().name());
            w.attributeString(NftRuleAttr.NFTA_RULE_CHAIN, chain.name());
            w.attributeU64NetworkOrder(NftRuleAttr.NFTA_RULE_HANDLE, handle);
        });
    }

    public Batch add(NftSet set) {
        return set(ADD, "add set", set);
    }

    public Batch create(NftSet set) {
        return set(CREATE, "create set", set);
    }

    private Batch set(int flags, String operation, NftSet set) {
        int id = ++sets;
        return put(Nfnl.NFT_MSG_NEWSET, flags, operation, set.table(), set.name(), w -> set.write(w, id));
    }

    /** With its elements; no rule may use it. */
    public Batch delete(NftSet set) {
        return put(Nfnl.NFT_MSG_DELSET, 0, "delete set", set.table(), set.name(), w -> {
            w.attributeString(NftSetAttr.NFTA_SET_TABLE, set.table().name());
            w.attributeString(NftSetAttr.NFTA_SET_NAME, set.name());
        });
    }

    /** Adds elements; those that are there already stay. */
    public Batch addElements(NftSet set, Collection<Element> elements) {
        return elements(set, 0, elements, false);
    }

    /** Takes elements out; that one is not there is refused. */
    public Batch deleteElements(NftSet set, Collection<Element> elements) {
        for (List<Element> part : parts(elements)) {
            put(
                    Nfnl.NFT_MSG_DELSETELEM,
                    0,
                    "delete elements of",
                    set.table(),
                    set.name(),
                    w -> ElementWire.write(w, set, 0, part, false));
        }
        return this;
    }

    /** Takes all elements out. */
    public Batch flush(NftSet set) {
        return put(Nfnl.NFT_MSG_DELSETELEM, 0, "delete elements of", set.table(), set.name(), w -> {
            w.attributeString(
                    NftSetElemListAttr.NFTA_SET_ELEM_LIST_TABLE, set.table().name());
            w.attributeString(NftSetElemListAttr.NFTA_SET_ELEM_LIST_SET, set.name());
        });
    }

    private Batch elements(NftSet set, int setId, Collection<Element> elements, boolean withStart) {
        boolean first = withStart;
        for (List<Element> part : parts(elements)) {
            boolean start = first;
            put(
                    Nfnl.NFT_MSG_NEWSETELEM,
                    ADD,
                    "add elements to",
                    set.table(),
                    set.name(),
                    w -> ElementWire.write(w, set, setId, part, start));
            first = false;
        }
        return this;
    }

    private static List<List<Element>> parts(Collection<Element> elements) {
        List<List<Element>> parts = new ArrayList<>();
        List<Element> part = new ArrayList<>();
        int size = 0;
        for (Element e : elements) {
            size += e.estimate();
            if (size > MAX_LIST) {
                parts.add(List.copyOf(part));
                part.clear();
                size = e.estimate();
            }
            part.add(e);
        }
        if (!part.isEmpty()) parts.add(List.copyOf(part));
        return parts;
    }

    public Batch add(NamedObject object) {
        return put(Nfnl.NFT_MSG_NEWOBJ, ADD, "add " + object.type(), object.table(), object.name(), object::write);
    }

    /** No rule may use it. */
    public Batch delete(NamedObject object) {
        return put(Nfnl.NFT_MSG_DELOBJ, 0, "delete " + object.type(), object.table(), object.name(), object::writeName);
    }

    private Batch put(int type, int flags, String operation, TableName table, String name, Request.Body attributes) {
        requests.add(new Request(
                Nfnl.nft(type),
                flags,
                NftNames.of(type),
                operation,
                name.isEmpty() ? table.toString() : table + " " + name,
                (MessageWriter w) -> {
                    Wire.header(w, table.family().number());
                    attributes.write(w);
                }));
        return this;
    }
}
