package io.jlinux.examples.monitor;

/**
 * What one cgroup, with all below it, uses at one moment. NaN where that is not known.
 *
 * @param path below the one that is watched, which has an empty one
 * @param cpu processors in use
 * @param cpuLimit processors that it may use
 * @param memory bytes
 * @param memoryLimit bytes
 * @param read bytes a second
 * @param write bytes a second
 * @param tasks processes and threads
 * @param tasksLimit how many there may be
 * @param waiting how much of the time its tasks wait
 * @param oomKills since it was made
 */
record Usage(
        String path,
        double cpu,
        double cpuLimit,
        double memory,
        double memoryLimit,
        double read,
        double write,
        double tasks,
        double tasksLimit,
        Waiting waiting,
        double oomKills) {
    /** Percent of the time in which some task waits; PSI. */
    record Waiting(double cpu, double memory, double io) {
        static final Waiting UNKNOWN = new Waiting(Double.NaN, Double.NaN, Double.NaN);

        /** The longest of them; NaN where none is known. */
        double most() {
            double most = Double.NaN;
            for (double w : new double[] {cpu, memory, io}) if (!(most >= w) && !Double.isNaN(w)) most = w;
            return most;
        }
    }

    int depth() {
        return path.isEmpty() ? 0 : (int) path.chars().filter(c -> c == '/').count() + 1;
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path of the one above; the topmost is its own. */
    String parent() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    double io() {
        return Double.isNaN(read) ? write : Double.isNaN(write) ? read : read + write;
    }
}
