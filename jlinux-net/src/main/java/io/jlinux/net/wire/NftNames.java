package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.sys.Errno;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of nf_tables' attributes, for errors, and what its errors usually mean. */
public final class NftNames {
    private static final ErrorHints HINTS = ErrorHints.NONE
            .and(
                    Nfnl.nft(Nfnl.NFT_MSG_NEWRULE),
                    Errno.ENOENT,
                    "no such table or chain; or no such set, object or chain as the rule names; or this kernel lacks the"
                            + " module of one of its expressions")
            .and(
                    Nfnl.nft(Nfnl.NFT_MSG_NEWRULE),
                    Errno.EOPNOTSUPP,
                    "this expression does not work in a chain of this type, hook or family; or this kernel does not know"
                            + " what it asks for")
            .and(
                    Nfnl.nft(Nfnl.NFT_MSG_NEWCHAIN),
                    Errno.ENOENT,
                    "no such table, or no such type of chain: is its module there (nft_chain_nat for type nat)?")
            .and(Nfnl.nft(Nfnl.NFT_MSG_NEWCHAIN), Errno.EOPNOTSUPP, "no such hook for chains of this type and family")
            .and(
                    Errno.EPERM,
                    "this needs CAP_NET_ADMIN in the user namespace that owns the network namespace; or the table is owned"
                            + " by another socket")
            .and(Errno.ENOENT, "no such table, chain, rule, set, element or object")
            .and(Errno.EEXIST, "it is there already, or there with other settings")
            .and(
                    Errno.EBUSY,
                    "something still refers to it: a rule that jumps to the chain, uses the set or the object")
            .and(Errno.ELOOP, "chains jump to each other in a circle")
            .and(Errno.EOPNOTSUPP, "this kernel does not know that, or not in this family: is its module there?")
            .and(Errno.EAFNOSUPPORT, "this kernel was built without nftables for this family");

    private static final AttributeNames DATA =
            level(NftDataAttr.class).nested(NftDataAttr.NFTA_DATA_VERDICT, () -> level(NftVerdictAttr.class));

    private static final AttributeNames DEVICES = level(NftDeviceAttr.class);

    private static final AttributeNames HOOK =
            level(NftHookAttr.class).nested(NftHookAttr.NFTA_HOOK_DEVS, () -> DEVICES);

    private static final AttributeNames EXPRESSION = level(NftExprAttr.class)
            .nestedByKind(NftExprAttr.NFTA_EXPR_DATA, NftExprAttr.NFTA_EXPR_NAME, NftNames::expression);

    private static final AttributeNames ELEMENT = level(NftSetElemAttr.class)
            .nested(NftSetElemAttr.NFTA_SET_ELEM_KEY, () -> DATA)
            .nested(NftSetElemAttr.NFTA_SET_ELEM_KEY_END, () -> DATA)
            .nested(NftSetElemAttr.NFTA_SET_ELEM_DATA, () -> DATA);

    private static final AttributeNames SET_DESCRIPTION = level(NftSetDescAttr.class)
            .nested(
                    NftSetDescAttr.NFTA_SET_DESC_CONCAT,
                    () -> level(NftSetFieldAttr.class).list());

    /** Messages about tables. */
    public static final AttributeNames TABLE = message(NftTableAttr.class);

    /** Messages about chains. */
    public static final AttributeNames CHAIN =
            message(NftChainAttr.class).nested(NftChainAttr.NFTA_CHAIN_HOOK, () -> HOOK);

    /** Messages about rules. */
    public static final AttributeNames RULE =
            message(NftRuleAttr.class).nested(NftRuleAttr.NFTA_RULE_EXPRESSIONS, EXPRESSION::list);

    /** Messages about sets. */
    public static final AttributeNames SET =
            message(NftSetAttr.class).nested(NftSetAttr.NFTA_SET_DESC, () -> SET_DESCRIPTION);

    /** Messages about elements of sets. */
    public static final AttributeNames ELEMENTS =
            message(NftSetElemListAttr.class).nested(NftSetElemListAttr.NFTA_SET_ELEM_LIST_ELEMENTS, ELEMENT::list);

    /** Messages about named objects. */
    public static final AttributeNames OBJECT = message(NftObjAttr.class);

    /** Messages about the generation of the whole. */
    public static final AttributeNames GENERATION = message(NftGenAttr.class);

    private static final Map<String, Class<?>> EXPRESSIONS = Map.ofEntries(
            Map.entry("bitwise", NftBitwiseAttr.class),
            Map.entry("byteorder", NftByteorderAttr.class),
            Map.entry("cmp", NftCmpAttr.class),
            Map.entry("connlimit", NftConnlimitAttr.class),
            Map.entry("counter", NftCounterAttr.class),
            Map.entry("ct", NftCtAttr.class),
            Map.entry("dynset", NftDynsetAttr.class),
            Map.entry("exthdr", NftExthdrAttr.class),
            Map.entry("fib", NftFibAttr.class),
            Map.entry("immediate", NftImmediateAttr.class),
            Map.entry("limit", NftLimitAttr.class),
            Map.entry("log", NftLogAttr.class),
            Map.entry("lookup", NftLookupAttr.class),
            Map.entry("masq", NftMasqAttr.class),
            Map.entry("meta", NftMetaAttr.class),
            Map.entry("nat", NftNatAttr.class),
            Map.entry("objref", NftObjrefAttr.class),
            Map.entry("payload", NftPayloadAttr.class),
            Map.entry("queue", NftQueueAttr.class),
            Map.entry("quota", NftQuotaAttr.class),
            Map.entry("range", NftRangeAttr.class),
            Map.entry("redir", NftRedirAttr.class),
            Map.entry("reject", NftRejectAttr.class),
            Map.entry("rt", NftRtAttr.class),
            Map.entry("socket", NftSocketAttr.class));

    private NftNames() {}

    private static AttributeNames level(Class<?> constants) {
        return AttributeNames.of(0, constants);
    }

    private static AttributeNames message(Class<?> constants) {
        return AttributeNames.of(Nfnl.HEADER_SIZE, constants).hints(HINTS);
    }

    /** The names for a message of nf_tables. */
    public static AttributeNames of(int operation) {
        return switch (operation) {
            case Nfnl.NFT_MSG_NEWTABLE, Nfnl.NFT_MSG_GETTABLE, Nfnl.NFT_MSG_DELTABLE -> TABLE;
            case Nfnl.NFT_MSG_NEWCHAIN, Nfnl.NFT_MSG_GETCHAIN, Nfnl.NFT_MSG_DELCHAIN -> CHAIN;
            case Nfnl.NFT_MSG_NEWRULE, Nfnl.NFT_MSG_GETRULE, Nfnl.NFT_MSG_DELRULE -> RULE;
            case Nfnl.NFT_MSG_NEWSET, Nfnl.NFT_MSG_GETSET, Nfnl.NFT_MSG_DELSET -> SET;
            case Nfnl.NFT_MSG_NEWSETELEM, Nfnl.NFT_MSG_GETSETELEM, Nfnl.NFT_MSG_DELSETELEM -> ELEMENTS;
            case Nfnl.NFT_MSG_NEWOBJ, Nfnl.NFT_MSG_GETOBJ, Nfnl.NFT_MSG_DELOBJ -> OBJECT;
            default -> GENERATION;
        };
    }

    private static @Nullable AttributeNames expression(String kind) {
        Class<?> constants = EXPRESSIONS.get(kind);
        if (constants == null) return null;
        AttributeNames names = level(constants);
        return switch (kind) {
            case "cmp" -> names.nested(NftCmpAttr.NFTA_CMP_DATA, () -> DATA);
            case "immediate" -> names.nested(NftImmediateAttr.NFTA_IMMEDIATE_DATA, () -> DATA);
            case "bitwise" ->
                names.nested(NftBitwiseAttr.NFTA_BITWISE_MASK, () -> DATA)
                        .nested(NftBitwiseAttr.NFTA_BITWISE_XOR, () -> DATA);
            case "range" ->
                names.nested(NftRangeAttr.NFTA_RANGE_FROM_DATA, () -> DATA)
                        .nested(NftRangeAttr.NFTA_RANGE_TO_DATA, () -> DATA);
            default -> names;
        };
    }
}
