package io.jlinux.spawn;

import java.nio.charset.StandardCharsets;

/**
 * What was kept of a stream.
 *
 * @param head the first bytes
 * @param tail the last bytes, of what came after the head
 * @param total how many bytes were written in all
 * @param ended whether there is nothing more to come: the program has ended, or closed the stream
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the point; compare them by themselves
public record CapturedOutput(byte[] head, byte[] tail, long total, boolean ended) {
    /** How many bytes between head and tail are lost. */
    public long omitted() {
        return total - head.length - tail.length;
    }

    /** Head and tail, one after the other. */
    public byte[] bytes() {
        byte[] all = new byte[head.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** As UTF-8; what is lost is told in a line of its own. */
    public String text() {
        if (omitted() == 0) return new String(bytes(), StandardCharsets.UTF_8);
        return new String(head, StandardCharsets.UTF_8)
                + "\n… " + omitted() + " bytes omitted …\n"
                + new String(tail, StandardCharsets.UTF_8);
    }
}
