package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.NativeBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads chosen numbers of one cgroup again and again, each file once and from a descriptor that is kept open; pread(2). A file
 * of which nothing is wanted is not read. From {@link Cgroup#sampler}.
 *
 * <pre>{@code
 * try (CgroupSampler sampler = cg.sampler(EnumSet.of(Metric.MEMORY_CURRENT, Metric.CPU_USAGE))) {
 *     CgroupSample before = sampler.sample();
 *     Thread.sleep(1000);
 *     double processors = sampler.sample().perSecond(Metric.CPU_USAGE, before) / 1e9;
 * }
 * }</pre>
 *
 * <p>Owned by who opened it, and to be closed before or after the cgroup. Not thread-safe: one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a>
 */
public final class CgroupSampler implements AutoCloseable {
    private static final int FIRST_SIZE = 8192;

    /** A place of a file, so that each is opened once. */
    private record Place(CgroupDir dir, String file) {}

    private final List<SampledFile> files;
    private NativeBuffer buffer = NativeBuffer.allocate(FIRST_SIZE);

    private CgroupSampler(List<SampledFile> files) {
        this.files = files;
    }

    static CgroupSampler open(Directories dirs, Set<Metric> metrics) throws LinuxException {
        Map<Place, List<SampledFile.Wanted>> wanted = new LinkedHashMap<>();
        for (Metric m : metrics) {
            Metric.Source source = source(dirs, m);
            CgroupDir dir = source == null ? null : directory(dirs, source, isOnV1(dirs, m));
            if (source == null || dir == null) continue;
            wanted.computeIfAbsent(new Place(dir, source.file()), k -> new ArrayList<>())
                    .add(SampledFile.Wanted.of(m, source));
        }
        List<SampledFile> files = new ArrayList<>();
        wanted.forEach((place, w) -> files.add(new SampledFile(place.dir, place.file, w)));
        CgroupSampler sampler = new CgroupSampler(files);
        try {
            for (SampledFile f : files) f.open();
        } catch (LinuxException | RuntimeException e) {
            sampler.close();
            throw e;
        }
        return sampler;
    }

    /** On v1 where the cgroup has the controller there, otherwise on v2. */
    private static Metric.@Nullable Source source(Directories dirs, Metric m) {
        if (isOnV1(dirs, m)) return m.v1;
        if (m.v2 == null || m.v2.file().equals("cpu.stat") || m.v2.file().endsWith(".pressure")) return m.v2;
        return dirs.host().isOnV1(m.v2.controller()) ? null : m.v2; // it is not here, and will not be
    }

    private static boolean isOnV1(Directories dirs, Metric m) {
        return m.v1 != null && dirs.v1(m.v1.controller()) != null;
    }

    private static @Nullable CgroupDir directory(Directories dirs, Metric.Source source, boolean v1) {
        if (v1) return dirs.v1(source.controller());
        return dirs.unified() == null ? null : dirs.unified().dir();
    }

    /** Reads all that was chosen; allocates the result and nothing else. As {@link #sample(CgroupSample)}. */
    public CgroupSample sample() throws LinuxException {
        CgroupSample sample = new CgroupSample();
        sample(sample);
        return sample;
    }

    /**
     * Reads all that was chosen into {@code sample}, in the place of what was in there; allocates nothing. A controller that
     * was disabled meanwhile leaves its numbers empty, and they are back when it is.
     *
     * @throws LinuxException {@code ENODEV} or {@code ENOENT} where the cgroup has been removed
     */
    public void sample(CgroupSample sample) throws LinuxException {
        sample.begin();
        for (int i = 0; i < files.size(); i++) {
            SampledFile file = files.get(i);
            int n = file.read(buffer);
            while (n == buffer.size() - SampledFile.SLACK) { // perhaps not all of it
                buffer = NativeBuffer.allocate(2 * buffer.size());
                n = file.read(buffer);
            }
            file.scan(buffer, n, sample);
        }
        buffer.keepAlive();
    }

    @Override
    public void close() {
        files.forEach(SampledFile::close);
    }
}
