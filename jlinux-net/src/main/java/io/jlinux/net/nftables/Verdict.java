package io.jlinux.net.nftables;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet.
 *
 * @param code {@code NF_*} or {@code NFT_*} as the kernel numbers them; those of nftables are negative
 * @param chain where to, for {@link #jump} and {@link #goTo}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Verdict statement</a>
 */
public record Verdict(int code, Optional<String> chain) implements Statement {
    private static final int NF_DROP = 0;
    private static final int NF_ACCEPT = 1;
    private static final int NF_QUEUE = 3;
    private static final int NFT_CONTINUE = -1;
    private static final int NFT_BREAK = -2;
    private static final int NFT_JUMP = -3;
    private static final int NFT_GOTO = -4;
    private static final int NFT_RETURN = -5;

    public static final Verdict ACCEPT = new Verdict(NF_ACCEPT, Optional.empty());
    public static final Verdict DROP = new Verdict(NF_DROP, Optional.empty());
    /** Goes on with the next expression. */
    public static final Verdict CONTINUE = new Verdict(NFT_CONTINUE, Optional.empty());
    /** Ends the rule. */
    public static final Verdict BREAK = new Verdict(NFT_BREAK, Optional.empty());
    /** Back to the chain that called this one, or to the policy. */
    public static final Verdict RETURN = new Verdict(NFT_RETURN, Optional.empty());

    public Verdict {
        if (chain.isPresent() != (code == NFT_JUMP || code == NFT_GOTO)) {
            throw new IllegalArgumentException("verdict " + code + " with chain " + chain);
        }
        if (code < NFT_RETURN || (code >= 0 && (code & 0xff) > NF_QUEUE)) {
            throw new IllegalArgumentException("no verdict: " + code);
        }
        chain.ifPresent(Names::check);
    }

    static Verdict of(int code, @Nullable String chain) {
        return new Verdict(code, Optional.ofNullable(chain));
    }

    /** Goes through a chain of the same table, and comes back after it. */
    public static Verdict jump(String chain) {
        return new Verdict(NFT_JUMP, Optional.of(chain));
    }

    /** Goes through a chain of the same table, and does not come back. */
    public static Verdict goTo(String chain) {
        return new Verdict(NFT_GOTO, Optional.of(chain));
    }

    @Override
    public List<Expression> expressions() {
        return List.of(new Decide(this));
    }

    /** {@code jump other}. */
    @Override
    public String toString() {
        String word = switch (code) {
            case NF_DROP -> "drop";
            case NF_ACCEPT -> "accept";
            case NFT_CONTINUE -> "continue";
            case NFT_BREAK -> "break";
            case NFT_JUMP -> "jump";
            case NFT_GOTO -> "goto";
            case NFT_RETURN -> "return";
            default -> "verdict " + code;
        };
        return word + chain.map(c -> " " + c).orElse("");
    }
}
