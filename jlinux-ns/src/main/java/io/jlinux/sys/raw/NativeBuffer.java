package io.jlinux.sys.raw;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A piece of off-heap memory whose address can be given to the kernel.
 *
 * <p>The memory lives as long as this object is reachable; whoever passes {@link #address()} on must keep it so with
 * {@link #keepAlive()} after the call. Offsets are bytes, the byte order is the machine's. Not thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public final class NativeBuffer {
    private final ByteBuffer bytes;
    private final long address;

    private NativeBuffer(ByteBuffer bytes) {
        this.bytes = bytes;
        this.address = com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    /** Zeroed memory of {@code size} bytes, 16-byte aligned. */
    public static NativeBuffer allocate(int size) {
        return aligned(size, 16);
    }

    /** Zeroed memory of {@code size} bytes at a multiple of {@code alignment}, a power of two. */
    public static NativeBuffer aligned(int size, int alignment) {
        ByteBuffer raw = ByteBuffer.allocateDirect(size + alignment);
        int past = raw.alignmentOffset(0, alignment);
        int start = past == 0 ? 0 : alignment - past;
        return new NativeBuffer(raw.slice(start, size).order(ByteOrder.nativeOrder()));
    }

    /** {@code text} as a NUL-terminated UTF-8 string. */
    public static NativeBuffer ofString(String text) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        NativeBuffer buffer = allocate(b.length + 1);
        buffer.put(0, b);
        return buffer;
    }

    public long address() {
        return address;
    }

    public int size() {
        return bytes.capacity();
    }

    /** A view of the same memory; its byte order is the machine's. */
    public ByteBuffer view() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    public NativeBuffer putByte(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    public NativeBuffer putShort(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    public NativeBuffer putInt(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    public NativeBuffer putLong(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    public NativeBuffer put(int offset, byte[] value) {
        bytes.put(offset, value);
        return this;
    }

    /** Writes {@code text} as UTF-8 with a NUL behind it, and returns how many bytes that took. */
    public int putString(int offset, String text) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        bytes.put(offset, b);
        bytes.put(offset + b.length, (byte) 0);
        return b.length + 1;
    }

    public int getByte(int offset) {
        return bytes.get(offset) & 0xff;
    }

    public int getShort(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }

    public int getInt(int offset) {
        return bytes.getInt(offset);
    }

    public long getLong(int offset) {
        return bytes.getLong(offset);
    }

    public byte[] get(int offset, int length) {
        byte[] b = new byte[length];
        bytes.get(offset, b);
        return b;
    }

    /** The NUL-terminated string at {@code offset}, or all that follows where there is no NUL. */
    public String getString(int offset) {
        int end = offset;
        while (end < size() && bytes.get(end) != 0) end++;
        return new String(get(offset, end - offset), StandardCharsets.UTF_8);
    }

    /** To be called after the last use of {@link #address()}: until here the memory is not freed. */
    @SuppressWarnings("ReachabilityFenceUsage") // the fence is this method: callers choose the place
    public void keepAlive() {
        Reference.reachabilityFence(this);
    }
}
