package io.jlinux.ns;

import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;

/** listns(2), Linux 6.19: all namespaces that the caller may see, whether a process is in them or not. */
final class ListNs {
    /** {@code struct ns_id_req}. */
    private static final int SIZE = 0;

    private static final int LAST_ID = 8;
    private static final int REQUEST_SIZE = 32;
    private static final int PAGE = 512;

    private ListNs() {}

    static boolean isAvailable() {
        NativeBuffer request = request(0);
        NativeBuffer one = NativeBuffer.allocate(8);
        long r = RawSyscall.call(Syscall.LISTNS, request.address(), one.address(), 1, 0);
        request.keepAlive();
        one.keepAlive();
        return r >= 0;
    }

    /** Their unique ids; empty where the kernel has no such call, or does not let the caller use it. */
    static List<Long> ids() {
        return ids(PAGE, ListNs::list);
    }

    /** One call: the ids after {@code last} into {@code page}, at most {@code size}; returns their number, or an errno below 0. */
    @FunctionalInterface
    interface Call {
        long list(long last, NativeBuffer page, int size);
    }

    static List<Long> ids(int size, Call call) {
        List<Long> ids = new ArrayList<>();
        NativeBuffer page = NativeBuffer.allocate(size * 8);
        long last = 0;
        while (true) {
            long n = call.list(last, page, size);
            if (n <= 0) return ids;
            for (int i = 0; i < n; i++) ids.add(page.getLong(i * 8));
            last = page.getLong((int) (n - 1) * 8);
            if (n < size) return ids;
        }
    }

    static long list(long last, NativeBuffer page, int size) {
        NativeBuffer request = request(last);
        long n = RawSyscall.call(Syscall.LISTNS, request.address(), page.address(), size, 0);
        request.keepAlive();
        page.keepAlive();
        return n;
    }

    private static NativeBuffer request(long last) {
        return NativeBuffer.allocate(REQUEST_SIZE).putInt(SIZE, REQUEST_SIZE).putLong(LAST_ID, last);
    }
}
