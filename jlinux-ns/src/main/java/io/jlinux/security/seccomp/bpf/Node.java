package io.jlinux.security.seccomp.bpf;

/** A decision, or a question that leads to two of them. Equal ones of one {@link Graph} are the same object. */
public sealed interface Node {
    /** The end: the filter's return value. */
    final class Return implements Node {
        final int value;

        Return(int value) {
            this.value = value;
        }

        /** What the filter returns. */
        public int value() {
            return value;
        }
    }

    /** {@code (word & mask) op k}, unsigned. */
    final class Test implements Node {
        final int word;
        final int mask;
        final int op;
        final int k;
        final Node yes;
        final Node no;

        Test(int word, int mask, int op, int k, Node yes, Node no) {
            this.word = word;
            this.mask = mask;
            this.op = op;
            this.k = k;
            this.yes = yes;
            this.no = no;
        }

        boolean asks(int word, int mask, int op, int k) {
            return this.word == word && this.mask == mask && this.op == op && this.k == k;
        }

        /** Whether the word is still as loaded when the answer is known. */
        boolean keeps(int word) {
            return this.word == word && mask == -1;
        }
    }
}
