package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftChainAttr;
import java.util.Optional;

/**
 * A chain: to be made, or as it was read.
 *
 * @param base where it is hooked in; empty for one that is only jumped to
 * @param comment up to 127 bytes
 * @param handle the kernel's number; 0 before it is made
 * @param uses rules in it and jumps to it
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains</a>
 */
public record Chain(ChainName name, Optional<BaseChain> base, Optional<String> comment, long handle, long uses) {
    /** One that is only jumped to. */
    public static Chain of(ChainName name) {
        return new Chain(name, Optional.empty(), Optional.empty(), 0, 0);
    }

    /** One that packets come through, with policy accept. */
    public static Chain base(ChainName name, ChainType type, Hook hook, Priority priority) {
        return base(name, type, hook, priority.in(name.table().family()));
    }

    /** The same with a number as its priority. */
    public static Chain base(ChainName name, ChainType type, Hook hook, int priority) {
        BaseChain base = BaseChain.of(name.table().family(), type, hook, priority);
        return new Chain(name, Optional.of(base), Optional.empty(), 0, 0);
    }

    /** With another policy, of a base chain. */
    public Chain policy(Policy policy) {
        return new Chain(name, Optional.of(requireBase().policy(policy)), comment, handle, uses);
    }

    /** At these devices, of a base chain at {@link Hook#INGRESS} or {@link Hook#EGRESS}. */
    public Chain devices(String... names) {
        return new Chain(name, Optional.of(requireBase().devices(names)), comment, handle, uses);
    }

    public Chain comment(String text) {
        return new Chain(name, base, Optional.of(UserData.check(text)), handle, uses);
    }

    private BaseChain requireBase() {
        return base.orElseThrow(() -> new IllegalArgumentException(name + " is no base chain"));
    }

    void write(MessageWriter w) {
        w.attributeString(NftChainAttr.NFTA_CHAIN_TABLE, name.table().name());
        w.attributeString(NftChainAttr.NFTA_CHAIN_NAME, name.name());
        base.ifPresent(b -> b.write(w, name.table().family()));
        comment.ifPresent(
                c -> w.attributeBytes(NftChainAttr.NFTA_CHAIN_USERDATA, UserData.comment(UserData.CHAIN_COMMENT, c)));
    }

    static Chain decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWCHAIN, Nfnl.NFT_MSG_DELCHAIN);
        Family family = Family.of(message.u8(0));
        String table = "";
        String name = "";
        Optional<String> comment = Optional.empty();
        long handle = 0;
        long uses = 0;
        BaseChain.Reading base = new BaseChain.Reading(family);
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case NftChainAttr.NFTA_CHAIN_TABLE -> table = a.string();
                case NftChainAttr.NFTA_CHAIN_NAME -> name = a.string();
                case NftChainAttr.NFTA_CHAIN_HANDLE -> handle = a.u64NetworkOrder();
                case NftChainAttr.NFTA_CHAIN_USE -> uses = a.u32NetworkOrder() & 0xffff_ffffL;
                case NftChainAttr.NFTA_CHAIN_USERDATA ->
                    comment = UserData.readComment(UserData.CHAIN_COMMENT, a.bytes());
                default -> base.read(a);
            }
        }
        ChainName id = new ChainName(Wire.tableName(message, table), Wire.name(name));
        return new Chain(id, base.result(), comment, handle, uses);
    }
}
