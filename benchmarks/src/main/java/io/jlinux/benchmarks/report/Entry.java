package io.jlinux.benchmarks.report;

/** One contender on one track. */
record Entry(Track track, Contender contender) {
    /** Of JMH's name, {@code package.Class.method}. */
    static Entry of(String benchmark) {
        String[] parts = benchmark.split("\\.");
        String method = parts[parts.length - 1];
        String type = parts[parts.length - 2];
        for (Track track : Track.values()) {
            for (Contender contender : Contender.values()) {
                if (track.className.equals(type) && contender.method.equals(method)) return new Entry(track, contender);
            }
        }
        throw new IllegalArgumentException("a benchmark that the report does not know: " + benchmark);
    }
}
