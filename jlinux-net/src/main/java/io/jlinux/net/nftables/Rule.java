package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftRuleAttr;
import java.util.List;
import java.util.Optional;

/**
 * A rule as it was read.
 *
 * @param handle the kernel's number, by which it is deleted, replaced, or another one put beside it
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Rules</a>
 */
public record Rule(ChainName chain, long handle, List<Expression> expressions, Optional<String> comment) {
    public Rule {
        expressions = List.copyOf(expressions);
    }

    /** What a counter in it has counted; empty where there is none. */
    public Optional<Counter> counter() {
        return expressions.stream()
                .filter(Counter.class::isInstance)
                .map(Counter.class::cast)
                .findFirst();
    }

    /** The same rule, to be made again. Sets that were made with it are then named, and must still be there. */
    public RuleSpec toSpec() {
        return RuleSpec.of(chain.table().family(), expressions, comment);
    }

    static Rule decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWRULE, Nfnl.NFT_MSG_DELRULE);
        String table = "";
        String chain = "";
        long handle = 0;
        List<Expression> expressions = List.of();
        Optional<String> comment = Optional.empty();
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case NftRuleAttr.NFTA_RULE_TABLE -> table = a.string();
                case NftRuleAttr.NFTA_RULE_CHAIN -> chain = a.string();
                case NftRuleAttr.NFTA_RULE_HANDLE -> handle = a.u64NetworkOrder();
                case NftRuleAttr.NFTA_RULE_EXPRESSIONS -> expressions = Expressions.read(a.nested());
                case NftRuleAttr.NFTA_RULE_USERDATA -> comment = UserData.readComment(UserData.RULE_COMMENT, a.bytes());
                default -> {} // the handle of the rule before it
            }
        }
        ChainName in = new ChainName(Wire.tableName(message, table), Wire.name(chain));
        return new Rule(in, handle, expressions, comment);
    }
}
