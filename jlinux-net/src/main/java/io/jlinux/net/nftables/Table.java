package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftTableAttr;
import java.util.Optional;

/**
 * A table: to be made, or as it was read.
 *
 * @param dormant its chains are not called
 * @param owned only the socket that made it may change it, and it goes when that socket is closed (Linux 5.12)
 * @param comment up to 127 bytes
 * @param handle the kernel's number; 0 before it is made
 * @param ownerPort the netlink port of the socket that owns it; 0 for none
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Tables</a>
 */
public record Table(
        TableName name, boolean dormant, boolean owned, Optional<String> comment, long handle, int ownerPort) {
    /** {@code NFT_TABLE_F_DORMANT}. */
    private static final int DORMANT = 1;

    /** {@code NFT_TABLE_F_OWNER}. */
    private static final int OWNER = 2;

    public static Table of(TableName name) {
        return new Table(name, false, false, Optional.empty(), 0, 0);
    }

    public static Table of(Family family, String name) {
        return of(TableName.of(family, name));
    }

    /** Whose chains are not called. */
    public Table asDormant() {
        return new Table(name, true, owned, comment, handle, ownerPort);
    }

    /** That goes when the socket which makes it is closed, and that nobody else may change, flush or delete. */
    public Table asOwned() {
        return new Table(name, dormant, true, comment, handle, ownerPort);
    }

    public Table comment(String text) {
        return new Table(name, dormant, owned, Optional.of(UserData.check(text)), handle, ownerPort);
    }

    void write(MessageWriter w) {
        w.attributeString(NftTableAttr.NFTA_TABLE_NAME, name.name());
        w.attributeU32NetworkOrder(NftTableAttr.NFTA_TABLE_FLAGS, (dormant ? DORMANT : 0) | (owned ? OWNER : 0));
        comment.ifPresent(
                c -> w.attributeBytes(NftTableAttr.NFTA_TABLE_USERDATA, UserData.comment(UserData.TABLE_COMMENT, c)));
    }

    static Table decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWTABLE, Nfnl.NFT_MSG_DELTABLE);
        String name = "";
        int flags = 0;
        Optional<String> comment = Optional.empty();
        long handle = 0;
        int owner = 0;
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case NftTableAttr.NFTA_TABLE_NAME -> name = a.string();
                case NftTableAttr.NFTA_TABLE_FLAGS -> flags = a.u32NetworkOrder();
                case NftTableAttr.NFTA_TABLE_HANDLE -> handle = a.u64NetworkOrder();
                case NftTableAttr.NFTA_TABLE_OWNER -> owner = a.u32NetworkOrder();
                case NftTableAttr.NFTA_TABLE_USERDATA ->
                    comment = UserData.readComment(UserData.TABLE_COMMENT, a.bytes());
                default -> {} // how often it is used, and what later kernels add
            }
        }
        TableName id = Wire.tableName(message, name);
        return new Table(id, (flags & DORMANT) != 0, (flags & OWNER) != 0, comment, handle, owner);
    }
}
