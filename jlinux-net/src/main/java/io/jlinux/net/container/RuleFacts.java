package io.jlinux.net.container;

import java.util.List;

/**
 * What the rules of the host do with packets of containers. A value.
 *
 * @param forward the chains that forwarded packets come through
 * @param translates whether some rule gives packets to the outside the host's address
 */
record RuleFacts(List<ForwardChain> forward, boolean translates) {
    /**
     * A chain that forwarded packets come through.
     *
     * @param name with its table
     * @param drops whether what no rule decides about is dropped
     * @param named the links that rules of its table name
     */
    record ForwardChain(String name, boolean drops, List<String> named) {}
}
