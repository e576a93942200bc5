package io.jlinux.net.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a kernel (6.18, little-endian) sent: one datagram a line, in hexadecimal digits. */
public final class Captured {
    private Captured() {}

    public static List<byte[]> datagrams(String name) throws IOException {
        try (InputStream in = Captured.class.getResourceAsStream("/netlink/" + name + ".hex")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().map(HexFormat.of()::parseHex).toList();
        }
    }

    /** All messages, those that end a dump included. */
    public static List<Message> messages(String name) throws IOException {
        List<Message> messages = new ArrayList<>();
        for (byte[] datagram : datagrams(name)) messages.addAll(messages(datagram));
        return messages;
    }

    public static List<Message> messages(byte[] datagram) throws NetlinkException {
        List<Message> messages = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        MessageReader reader = new MessageReader(bytes, datagram.length);
        while (reader.hasNext()) messages.add(reader.next());
        return messages;
    }

    /** The messages of one type. */
    public static List<Message> messages(String name, int type) throws IOException {
        return messages(name).stream().filter(m -> m.type() == type).toList();
    }
}
