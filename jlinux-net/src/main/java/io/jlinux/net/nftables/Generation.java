package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftGenAttr;

/**
 * A state of the whole ruleset: the kernel numbers them, and every commit makes the next one.
 *
 * @param id its number
 * @param pid of the process that asked, or that made the change, as the initial PID namespace knows it
 * @param program the name of that process, up to 15 bytes
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), monitor</a>
 */
public record Generation(long id, int pid, String program) {
    static Generation decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWGEN);
        long id = 0;
        int pid = 0;
        String program = "";
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case NftGenAttr.NFTA_GEN_ID -> id = a.u32NetworkOrder() & 0xffff_ffffL;
                case NftGenAttr.NFTA_GEN_PROC_PID -> pid = a.u32NetworkOrder();
                case NftGenAttr.NFTA_GEN_PROC_NAME -> program = a.string();
                default -> {} // nothing else is known
            }
        }
        return new Generation(id, pid, program);
    }
}
